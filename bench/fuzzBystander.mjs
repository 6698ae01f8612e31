import bystanderModule from '../node_modules/.cache/fuzz/test/support/fuzz/bystander.js';

/** A well-behaved client during a fuzz run, in a separate process. Replies to each message with its waits since the last one. */
const [url, authorization] = process.argv.slice(2);
const bystander = new bystanderModule.Bystander(url, authorization);
process.on('message', () => void bystander.report().then((waits) => process.send(waits)));
process.on('disconnect', () => process.exit(0));
