// office.mjs - the back office for tests: somebody who is logged in with a second factor, and axe on what he sees.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { Skip } from './shop.mjs';
import AxeBuilder from '@axe-core/playwright';

const top = new URL('../..', import.meta.url).pathname;
export const password = 'correct horse battery staple';
const axeTags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

export const dev = (args, input) => {
	if (!process.env.MERCER_VAR)
		throw new Skip('MERCER_VAR does not say whose database may be written to');
	return execFileSync(`${top}dev`, args, { input, encoding: 'utf8' });
};
export const sql = (text) => dev(['mysql', '-N', '-e', `USE mercer; ${text}`]).trim();

export function code(secret) {
	const bits = [...secret].map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0')).join('');
	const key = Buffer.from(bits.match(/.{8}/g).map((b) => parseInt(b, 2)));
	const step = Buffer.alloc(8);
	step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30000)));
	const h = createHmac('sha1', key).update(step).digest();
	return String((h.readUInt32BE(h[19] & 15) & 0x7fffffff) % 1e6).padStart(6, '0');
}

// Logged in, with the second factor that the first login asks for.
let state;
export async function login(shop) {
	if (state)
		return state;
	const email = `owner${Date.now()}@example.org`;
	dev(['mercer', 'staff', 'create', email, '--role', 'owner', '--name', 'Olga Ohm'], `${password}\n`);
	sql('DELETE FROM throttle');
	const page = await shop.open('/admin/customers');
	assert.match(page.url(), /\/admin\/login\?back=%2Fadmin%2Fcustomers$/);
	await axe(page, 'login');
	await page.fill('#email', email);
	await page.fill('#password', `${password}!`);
	await page.click('main button[type=submit]');
	assert.match(await page.innerText('[role=alert]'), /do not fit together/);
	await axe(page, 'login refused');
	await page.fill('#email', email);
	await page.fill('#password', password);
	await page.click('main button[type=submit]');
	assert.match(page.url(), /\/admin\/login\/setup/, 'without a second factor there is nothing but setting one up');
	await axe(page, 'set-up');
	await page.goto(`${shop.base}/admin`);
	assert.match(page.url(), /\/admin\/login/, 'the password alone opens nothing');
	await page.goto(`${shop.base}/admin/login/setup`);
	await page.fill('#code', code(new URL(await page.getAttribute('a[href^="otpauth:"]', 'href')).searchParams.get('secret')));
	await page.click('main form button[type=submit]');
	await axe(page, 'recovery codes');
	await page.goto(`${shop.base}/admin`);
	assert.equal(await page.innerText('h1'), 'Overview');
	state = await page.context().storageState();
	await page.done();
	return state;
}

export async function axe(page, what) {
	const { violations } = await new AxeBuilder({ page }).withTags(axeTags).analyze();
	assert.deepEqual(violations.map((v) => `${v.id}: ${v.nodes[0].html}`), [], what);
}

export async function office(shop, path, options = {}) {
	const storageState = await login(shop);
	const context = await shop.browser.newContext({ ignoreHTTPSErrors: true, viewport: { width: options.width ?? 1440, height: 900 },
		colorScheme: options.scheme ?? 'light', javaScriptEnabled: options.script ?? true, timezoneId: options.zone ?? 'UTC', storageState });
	const page = await context.newPage();
	page.trouble = [];
	page.on('console', (m) => m.type() === 'error' && page.trouble.push(m.text()));
	page.on('pageerror', (e) => page.trouble.push(e.message));
	page.answer = await page.goto(shop.base + path);
	page.done = () => context.close();
	return page;
}

// The next page asks for a new login.
export const forget = () => { state = undefined; };
