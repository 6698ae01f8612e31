import { type Browser, chromium } from 'playwright-core';

/** The machine's own Chromium, which `.ci/run` installs. */
export function launchBrowser(): Promise<Browser> {
  // As root, as in a container, Chromium starts without its sandbox only.
  return chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
}
