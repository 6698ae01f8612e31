import fuzzRoom from '../node_modules/.cache/fuzz/test/support/fuzz/room.js';
import sandboxModule from '../dist/sandbox/sandbox.js';

/** The sandbox of a fuzz run, in a separate process. Replies to each message with a new room. */
const sandbox = await sandboxModule.startSandbox();
process.on('message', () => {
  // The request log is only for tests, and would grow without limit.
  sandbox.clearRequests();
  process.send(fuzzRoom.openFuzzRoom(sandbox));
});
process.on('disconnect', () => process.exit(0));
const { url, apiKey, seeded } = sandbox;
process.send({ url, apiKey, authorization: seeded.instructor.authorization.bearer });
