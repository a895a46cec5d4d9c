// Opens reports in Chromium and writes what it found as JSON: an object of the name of each check and null, or what is wrong.
// Usage: node check-report.mjs <chromium> <folder>; the folder has report.html and ids.json, the ids as they are shown, in the order of the table.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const [program, folder] = process.argv.slice(2);
const address = pathToFileURL(join(folder, 'report.html')).href;
const ids = JSON.parse(readFileSync(join(folder, 'ids.json'), 'utf8'));
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core'), 'utf8');
const found = {};

const browser = await chromium.launch({
  executablePath: program,
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']
});

// A page of its own for each check, which fails on any message, request or dialog that it did not ask for.
async function check(name, options, action) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const noise = [];
  page.on('console', message => noise.push(`console: ${message.text()}`));
  page.on('pageerror', error => noise.push(`error: ${error.message}`));
  page.on('dialog', dialog => { noise.push(`dialog: ${dialog.message()}`); return dialog.dismiss(); });
  page.on('request', request => { if (request.url() !== address) noise.push(`request: ${request.url()}`); });
  try {
    await page.goto(address);
    const wrong = await action(page);
    found[name] = wrong ?? (noise.length ? noise.join('; ') : null);
  } catch (error) {
    found[name] = error.message;
  }
  await context.close();
}

const column = (page, index) => page.locator('#all tbody tr:visible').evaluateAll((rows, i) => rows.map(row => row.cells[i].textContent), index);
const differs = (actual, expected) => JSON.stringify(actual) === JSON.stringify(expected) ? null : `${JSON.stringify(actual)}, expected ${JSON.stringify(expected)}`;
const number = text => BigInt(text.replace(/\D/g, ''));

for (const colorScheme of ['light', 'dark']) {
  await check(`accessible, ${colorScheme}`, { colorScheme, bypassCSP: true }, async page => {
    await page.locator('details').evaluateAll(all => all.forEach(one => { one.open = true; }));
    // Evaluated by the test, not by the page.
    await page.evaluate(axe);
    const result = await page.evaluate(() => globalThis.axe.run());
    return result.violations.length ? JSON.stringify(result.violations.map(one => [one.id, one.nodes.map(node => node.html.slice(0, 120))])) : null;
  });
}

await check('ids are text', {}, async page => {
  const scripts = await page.locator('script').count();
  const foreign = await page.locator('img, iframe, object, a:not(.skip), [onmouseover], [onerror]').count();
  const blanks = await page.locator('#all bdi', { hasText: 'two' }).evaluate(one => one.innerText);
  if (blanks !== '  two  blanks  ') return `Blanks are lost: "${blanks}"`;
  return scripts !== 1 || foreign ? `${scripts} scripts, ${foreign} foreign elements` : differs(await column(page, 0), ids);
});

await check('sorts by a click, by number, down and up', {}, async page => {
  const button = page.getByRole('button', { name: 'Credits' });
  await button.click();
  const up = (await column(page, 2)).map(number);
  if (up.some((value, i) => i && value < up[i - 1])) return `ascending: ${up}`;
  await button.click();
  const down = (await column(page, 2)).map(number);
  if (down.some((value, i) => i && value > down[i - 1])) return `descending: ${down}`;
  return differs(await page.locator('th[aria-sort]').evaluateAll(all => all.map(one => `${one.textContent} ${one.ariaSort}`)), ['Credits descending']);
});

await check('sorts by the keyboard', {}, async page => {
  await page.getByRole('button', { name: 'Part used' }).focus();
  await page.keyboard.press('Enter');
  const parts = await page.locator('#all tbody tr').evaluateAll(rows => rows.map(row => Number(row.dataset.p ?? -1)));
  return parts.some((value, i) => i && value < parts[i - 1]) ? `${parts}` : null;
});

await check('filters by text and by part', {}, async page => {
  await page.getByLabel('Customer or workspace').fill('<SCRIPT>');
  const named = await column(page, 0);
  if (!named.length || named.some(text => !text.toLowerCase().includes('<script>'))) return `${named}`;
  await page.getByLabel('Customer or workspace').fill('');
  await page.getByRole('combobox').selectOption('100');
  const parts = await page.locator('#all tbody tr:visible').evaluateAll(rows => rows.map(row => Number(row.dataset.p)));
  if (!parts.length || parts.some(part => part < 100)) return `${parts}`;
  return differs(await page.getByRole('status').textContent(), `${parts.length} of ${ids.length} customers are shown.`);
});

await check('filters those that failed, by the keyboard', {}, async page => {
  await page.getByLabel('Part used').focus();
  await page.keyboard.press('End');
  const state = await column(page, 5);
  if (state.length !== 2 || state.some(text => text !== 'failed')) return `${state}`;
  return differs(await page.getByRole('status').textContent(), `2 of ${ids.length} customers are shown.`);
});

await check('prints all rows', { colorScheme: 'dark' }, async page => {
  await page.getByRole('combobox').selectOption('100');
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  const paper = await page.locator('body').evaluate(body => getComputedStyle(body).backgroundColor);
  if (paper !== 'rgb(255, 255, 255)') return `The paper is ${paper}.`;
  return differs((await column(page, 0)).length, ids.length) ?? (await page.locator('form').isVisible() ? 'The filter is printed.' : null);
});

await check('is whole without script', { javaScriptEnabled: false }, async page =>
  await page.locator('form').isVisible() ? 'There is a filter that does nothing.' : differs(await page.locator('#all tbody tr').count(), ids.length));

await check('fits a narrow window', { viewport: { width: 360, height: 640 } }, async page => {
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  return width > 360 ? `It is ${width} wide.` : null;
});

await browser.close();
console.log(JSON.stringify(found));
