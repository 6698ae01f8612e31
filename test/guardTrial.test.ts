import { startTestGateway } from './support/gateway';
import { runs } from './support/runs';
import { everyFault } from './support/trial/faultMix';
import { writeGuarded } from './support/trial/guards';

test('under all faults, no accepted guarded write replaces a score other than the one that it names', async () => {
  const gateway = await startTestGateway({ config: { upstreamTimeoutMs: 2000 } });
  const { url, sandbox } = gateway;
  sandbox.fault({ choose: everyFault(0.25, 11) });
  const trial = await writeGuarded(sandbox, { urls: [url], writes: runs(300), clients: 32, learners: 10, seed: 11 });
  expect(trial.broken).toEqual([]);
  // The trial had enough writes and faults to be meaningful.
  for (const what of ['accepted', 'unknown', 'changed', 'refused'] as const)
    expect([what, trial.told[what] > 10]).toEqual([what, true]);
  await gateway.close();
});
