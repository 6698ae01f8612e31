import bystanderModule from '../node_modules/.cache/fuzz/test/support/fuzz/bystander.js';

/** A well-behaved client beside a fuzz run, in a process of its own: answers each message with what it waited since the last. */
const [url, authorization] = process.argv.slice(2);
const bystander = new bystanderModule.Bystander(url, authorization);
process.on('message', () => void bystander.report().then((waits) => process.send(waits)));
process.on('disconnect', () => process.exit(0));
