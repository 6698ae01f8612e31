import { readConfig } from './config';
import { createGateway } from './gateway';

async function main(): Promise<void> {
  const gateway = await createGateway(readConfig(process.env));
  let isStopping = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      // A second signal is somebody who does not want to wait.
      if (isStopping) process.exit(1);
      isStopping = true;
      void gateway.close().then(() => process.exit(0));
    });
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
