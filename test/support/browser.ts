import { type Browser, chromium } from 'playwright-core';

/** The system's Chromium, which `.ci/run` installs. */
export function launchBrowser(): Promise<Browser> {
  // As root, for example in a container, Chromium starts only without its sandbox.
  return chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
}
