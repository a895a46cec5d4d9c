// Saves what a report looks like, light and dark. Usage: node save-screenshots.mjs <chromium> <report.html> <folder>
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const [program, report, folder] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath: program, args: ['--no-sandbox', '--disable-gpu'] });
for (const colorScheme of ['light', 'dark']) {
  const page = await browser.newPage({ colorScheme, viewport: { width: 1040, height: 1040 } });
  await page.goto(pathToFileURL(resolve(report)).href);
  await page.screenshot({ path: join(folder, `report-${colorScheme}.png`) });
}
await browser.close();
