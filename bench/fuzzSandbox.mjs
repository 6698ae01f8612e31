import fuzzRoom from '../node_modules/.cache/fuzz/test/support/fuzz/room.js';
import sandboxModule from '../dist/sandbox/sandbox.js';

/** The sandbox behind a fuzz run, in a process of its own: answers each message with a new room. */
const sandbox = await sandboxModule.startSandbox();
process.on('message', () => {
  // What is only looked at by tests would pile up.
  sandbox.clearRequests();
  process.send(fuzzRoom.openFuzzRoom(sandbox));
});
process.on('disconnect', () => process.exit(0));
const { url, apiKey, seeded } = sandbox;
process.send({ url, apiKey, authorization: seeded.instructor.authorization.bearer });
