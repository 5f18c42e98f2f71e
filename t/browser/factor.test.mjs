// Second factors and passkeys as a browser sees them: Chromium with a virtual authenticator (DevTools' WebAuthn domain), and without JavaScript.
//
// It needs the shop's mail inbox (MERCER_INBOX, else the port that ./dev gives it) and, for the back office, the operator's command (MERCER_VAR).
import { createHmac } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { inspect, none, same, Skip } from './shop.mjs';

const top = new URL('../..', import.meta.url).pathname;
const build = process.env.MERCER_BUILD ?? `${top}build`;
const password = 'a quiet lantern above the harbour';
const pause = (ms) => new Promise((r) => setTimeout(r, ms));

const inboxOf = (shop) => process.env.MERCER_INBOX ?? `http://127.0.0.1:${Number(new URL(shop.base).port) + 3}`;
async function mailTo(shop, address, pattern) {
	for (let i = 0; i < 100; i++) {
		let mails;
		try {
			mails = await (await fetch(`${inboxOf(shop)}/api/messages`)).json();
		} catch {
			throw new Skip('there is no mail inbox to look into');
		}
		const found = mails.filter((m) => m.to.includes(address)).map((m) => pattern.exec(m.text)).find(Boolean);
		if (found)
			return found;
		await pause(100);
	}
	throw new Error(`no mail to ${address} with ${pattern}`);
}

function base32(text) {
	let bits = '';
	for (const c of text.replace(/\s/g, ''))
		bits += 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0');
	return Buffer.from(bits.match(/.{8}/g).map((b) => parseInt(b, 2)));
}
// The code of a step (RFC 6238); the shop takes each step once, so a test counts up.
function code(secret, step) {
	const counter = Buffer.alloc(8);
	counter.writeBigUInt64BE(BigInt(step));
	const mac = createHmac('sha1', base32(secret)).update(counter).digest();
	return String((mac.readUInt32BE(mac[19] & 15) & 0x7fffffff) % 1000000).padStart(6, '0');
}
const now = () => Math.floor(Date.now() / 30000);

// A browser of a person's own: context, page, and an authenticator that always says yes.
async function person(shop, { width = 1440, script = true, scheme = 'light', passkeys = false } = {}) {
	const context = await shop.browser.newContext({ viewport: { width, height: 900 }, ignoreHTTPSErrors: true, javaScriptEnabled: script, colorScheme: scheme });
	const page = await context.newPage();
	page.trouble = [];
	page.on('console', (m) => m.type() === 'error' && page.trouble.push(m.text()));
	page.on('pageerror', (e) => page.trouble.push(e.message));
	page.shop = shop;
	page.done = () => context.close();
	if (passkeys) {
		const cdp = await context.newCDPSession(page);
		await cdp.send('WebAuthn.enable');
		const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', { options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true,
			hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true } });
		page.key = { cdp, authenticatorId, credentials: async () => (await cdp.send('WebAuthn.getCredentials', { authenticatorId })).credentials };
	}
	return page;
}

async function send(page, selector = 'main form.form button[type=submit]') {
	await Promise.all([page.waitForNavigation(), page.click(selector)]);
}
async function customer(shop, options) {
	const page = await person(shop, options);
	page.email = `factor.${Date.now()}.${Math.random().toString(36).slice(2, 8)}@example.org`;
	await page.goto(`${shop.base}/register`);
	await page.fill('main input[name=email]', page.email);
	await page.fill('main input[name=password]', password);
	await send(page);
	const [link] = await mailTo(shop, page.email, /https:\/\/\S+\/confirm\?\S+/);
	await page.goto(link);
	if (await page.locator('main form.form button[type=submit]').count())
		await send(page);
	return page;
}
async function login(page, base = '') {
	await page.goto(`${page.shop.base}${base}/login`);
	await page.fill('main input[name=email]', page.email);
	await page.fill('main input[name=password]', password);
	await send(page);
}
async function logout(page) {
	await page.context().clearCookies();
}
// Does whoever holds the authenticator say yes by himself?  Where a password is typed he must not, or the passkey is quicker.
const willing = (page, enabled) => page.key.cdp.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId: page.key.authenticatorId, enabled });
async function loginByPassword(page, base) {
	await willing(page, false);
	await login(page, base);
	await willing(page, true);
}
const path = (page) => new URL(page.url()).pathname;
const texts = (page, selector) => page.locator(selector).allTextContents();

async function setUpApp(page, home = '/account/security') {
	await page.goto(`${page.shop.base}${home}/totp`);
	page.secret = (await page.textContent('.totp__secret code')).trim();
	page.step = now() - 1;
	await page.fill('#code', code(page.secret, page.step));
	await send(page);
	page.codes = (await texts(page, '.codes__list code')).map((t) => t.trim());
}

async function testPasskey(shop) {
	const page = await customer(shop, { passkeys: true });
	await login(page);
	await page.goto(`${shop.base}/account/security/passkeys`);
	await page.fill('#name', 'Laptop at home');
	await send(page, 'form[data-passkey=create] button[type=submit]');
	same((await texts(page, '.codes__list code')).length, 10, 'recovery codes after the first passkey');
	await mailTo(shop, page.email, /passkey/i);
	await page.click('text=I have kept them safe');
	same((await texts(page, '.passkeys li a'))[0], 'Laptop at home', 'name on the overview');
	same((await page.key.credentials()).length, 1, 'credentials on the device');
	// The same device again: it says so itself.
	await page.goto(`${shop.base}/account/security/passkeys`);
	await page.click('form[data-passkey=create] button[type=submit]');
	await page.waitForSelector('[data-message]:not([hidden])');
	same(await page.textContent('[data-message]'), 'This device already holds a passkey of your account.', 'message for a device that has one');
	// Login without a word typed.
	await logout(page);
	await page.goto(`${shop.base}/login?back=%2Faccount%2Fsecurity`);
	if (path(page) === '/login')
		await Promise.all([page.waitForURL(/\/account\/security/), page.click('form[data-passkey=get] button[type=submit]').catch(() => {})]);
	same(path(page), '/account/security', 'after a login by passkey');
	// As second step after the password.
	await logout(page);
	await loginByPassword(page);
	same(path(page), '/login/factor', 'after the password');
	await willing(page, false);
	await page.goto(`${shop.base}/account`);
	same(path(page), '/login', 'the account before the second step');
	await page.goto(`${shop.base}/login/factor?back=%2Faccount%2Fsecurity`);
	await willing(page, true);
	await send(page, 'form[data-passkey=get] button[type=submit]');
	same(path(page), '/account/security', 'after the second step');
	// As fresh proof for what asks for one.
	await page.goto(`${shop.base}/login/again?back=%2Faccount%2Fsecurity%2Frecovery`);
	await Promise.all([page.waitForURL('**/account/security/recovery'), page.click('form[data-passkey=get] button[type=submit]')]);
	same(path(page), '/account/security/recovery', 'after a fresh proof');
	// A count that goes back is a copy of the key.
	const [credential] = await page.key.credentials();
	await page.key.cdp.send('WebAuthn.clearCredentials', { authenticatorId: page.key.authenticatorId });
	await page.key.cdp.send('WebAuthn.addCredential', { authenticatorId: page.key.authenticatorId, credential: { ...credential, signCount: 0 } });
	await logout(page);
	await loginByPassword(page);
	await send(page, 'form[data-passkey=get] button[type=submit]');
	same(path(page), '/login/factor/passkey', 'a copy of a passkey');
	same((await texts(page, '.form-errors, .notice--error')).length > 0, true, 'and a message');
	none(page.trouble.filter((t) => !/status of 4(09|22)/.test(t)), 'console');
	await page.done();
}

async function testManage(shop) {
	const page = await customer(shop, { passkeys: true });
	await login(page);
	await page.goto(`${shop.base}/account/security/passkeys`);
	await send(page, 'form[data-passkey=create] button[type=submit]');
	await page.goto(`${shop.base}/account/security`);
	await page.click('.passkeys li a');
	await page.fill('#name', '<b>Blue</b> key');
	await send(page);
	same((await texts(page, '.passkeys li a'))[0], '<b>Blue</b> key', 'new name');
	await page.click('.passkeys li a');
	await send(page, 'form[action$="/remove"] button');
	same((await texts(page, '.passkeys li a')).length, 0, 'passkeys after it was removed');
	await mailTo(shop, page.email, /remov/i);
	await logout(page);
	await loginByPassword(page);
	same(path(page), '/account', 'the login asks for nothing more');
	await page.done();
}

async function testApp(shop) {
	const page = await customer(shop, { script: false });
	await login(page);
	await page.goto(`${shop.base}/account/security/totp`);
	await page.fill('#code', '000000');
	await send(page);
	same(await page.locator('[role=alert]').count() > 0, true, 'a wrong code is said');
	await setUpApp(page);
	same(page.codes.length, 10, 'recovery codes');
	same(await page.getAttribute('.codes a[download]', 'download'), 'recovery-codes.txt', 'a file');
	const file = decodeURIComponent((await page.getAttribute('.codes a[download]', 'href')).split(',')[1]);
	none(page.codes.filter((c) => !file.includes(c)), 'codes that the file lacks');
	await mailTo(shop, page.email, /app/i);
	await logout(page);
	await login(page);
	same(path(page), '/login/factor', 'after the password');
	await page.fill('#code', code(page.secret, page.step));
	await send(page);
	same(path(page), '/login/factor', 'with a code that was used');
	await page.fill('#code', code(page.secret, page.step + 1));
	await send(page);
	same(path(page), '/account', 'with the next one');
	await logout(page);
	await login(page);
	await page.click('text=Use a recovery code');
	await page.fill('#recovery', page.codes[3].toLowerCase().replaceAll('-', ' '));
	await send(page);
	same(path(page), '/account', 'with a recovery code');
	await logout(page);
	await login(page);
	await page.click('text=Use a recovery code');
	await page.fill('#recovery', page.codes[3]);
	await send(page);
	same(path(page), '/login/factor', 'with the same one again');
	await page.fill('#recovery', page.codes[4]);
	await send(page);
	await page.goto(`${shop.base}/account/security`);
	same((await page.textContent('.factors')).includes('8 codes left'), true, 'codes left');
	// A new set, and the end of it all.
	await page.click('text=New recovery codes');
	await send(page);
	same((await texts(page, '.codes__list code')).length, 10, 'new codes');
	await page.goto(`${shop.base}/account/security/totp/remove`);
	await send(page);
	same((await page.textContent('.factors')).includes('Set up the app'), true, 'removed');
	await page.done();
}

async function testQr(shop) {
	let jsqr;
	try {
		({ default: jsqr } = await import('jsqr'));
	} catch {
		throw new Skip('npm jsqr is not installed');
	}
	for (const scheme of ['light', 'dark']) {
		const page = await customer(shop, { scheme, width: 390 });
		await login(page);
		await page.goto(`${shop.base}/account/security/totp`);
		const image = await page.evaluate(async () => {
			const svg = document.querySelector('svg.qr').cloneNode(true);
			svg.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
			const img = new Image();
			img.src = `data:image/svg+xml,${encodeURIComponent(svg.outerHTML)}`;
			await img.decode();
			const canvas = Object.assign(document.createElement('canvas'), { width: 400, height: 400 });
			const context = canvas.getContext('2d');
			context.drawImage(img, 0, 0, 400, 400);
			return [...context.getImageData(0, 0, 400, 400).data];
		});
		const secret = (await page.textContent('.totp__secret code')).replace(/\s/g, '');
		const said = jsqr(Uint8ClampedArray.from(image), 400, 400)?.data;
		same(new URL(said).searchParams.get('secret'), secret, 'the secret in the picture');
		same(await page.getAttribute('.totp a', 'href'), said, 'the link to the app');
		await page.done();
	}
}

// Every page, on a phone and a desk, by day and night, in both languages.
async function testLooks(shop) {
	const person1 = await customer(shop, { passkeys: true });
	await login(person1);
	await setUpApp(person1);
	await person1.goto(`${shop.base}/account/security/passkeys`);
	await send(person1, 'form[data-passkey=create] button[type=submit]');
	const { pathname: passkey } = new URL(await person1.locator('.passkeys li a').first().getAttribute('href'), shop.base);
	const fresh = await customer(shop, { passkeys: true });
	await login(fresh);
	const half = await person(shop);
	half.email = person1.email;
	await login(half);
	const views = [
		[person1, 'overview', '/account/security'], [person1, 'remove', '/account/security/totp/remove'], [person1, 'recovery', '/account/security/recovery'],
		[person1, 'add', '/account/security/passkeys'], [person1, 'passkey', passkey], [fresh, 'none', '/account/security'], [fresh, 'app', '/account/security/totp'],
		[half, 'step', '/login/factor'], [half, 'step-recovery', '/login/factor?use=recovery'],
	];
	for (const [page, name, where] of views)
		for (const [width, scheme, locale] of [[390, 'light', ''], [390, 'dark', '/de'], [1440, 'light', '/de'], [1440, 'dark', '']]) {
			await page.setViewportSize({ width, height: 900 });
			await page.emulateMedia({ colorScheme: scheme });
			page.trouble = [];
			await page.goto(`${shop.base}${locale}${where}`);
			same(path(page), locale + where.split('?')[0], `${name}: place`);
			await inspect(page, { shot: `factor-${name}-${width}-${scheme}${locale.replace('/', '-')}` });
		}
	for (const [width, scheme, locale] of [[390, 'light', '/de'], [1440, 'dark', '']]) {
		await person1.setViewportSize({ width, height: 900 });
		await person1.emulateMedia({ colorScheme: scheme });
		await person1.goto(`${shop.base}${locale}/account/security/recovery`);
		await send(person1);
		await inspect(person1, { shot: `factor-codes-${width}-${scheme}${locale.replace('/', '-')}` });
		await fresh.setViewportSize({ width, height: 900 });
		await fresh.emulateMedia({ colorScheme: scheme });
		await fresh.goto(`${shop.base}${locale}/account/security/totp`);
		fresh.trouble = [];
		await fresh.fill('#code', '1');
		await send(fresh);
		await inspect(fresh, { status: 422, shot: `factor-wrong-${width}-${scheme}${locale.replace('/', '-')}` });
	}
	for (const page of [person1, fresh, half])
		await page.done();
}

// Staff: nothing but the second factor until there is one; afterwards the last one stays.
async function testOffice(shop) {
	const conf = `${process.env.MERCER_VAR}/mercer.conf`;
	if (!process.env.MERCER_VAR || !existsSync(conf))
		throw new Skip('MERCER_VAR does not say whose shop may be changed');
	const page = await person(shop, { passkeys: true });
	page.email = `staff.${Math.random().toString(36).slice(2, 10)}@example.org`;
	execFileSync(`${build}/bin/mercer/mercer`, ['-c', conf, 'staff', 'create', page.email, '--role', 'owner'], { input: `${password}\n`, stdio: ['pipe', 'pipe', 'pipe'] });
	await login(page, '/admin');
	same(path(page), '/admin/login/setup', 'staff without a factor');
	await inspect(page, { shot: 'factor-office-setup-1440-light' });
	await page.goto(`${shop.base}/admin/customers`);
	same(path(page), '/admin/login', 'the office before the factor');
	await page.goto(`${shop.base}/admin/login/setup`);
	page.secret = (await page.textContent('.totp__secret code')).trim();
	page.step = now() - 1;
	await page.fill('#code', code(page.secret, page.step));
	await send(page);
	same((await texts(page, '.codes__list code')).length, 10, 'recovery codes');
	await inspect(page, { shot: 'factor-office-codes-1440-light' });
	await page.click('text=I have kept them safe');
	same(path(page), '/admin', 'inside');
	await page.goto(`${shop.base}/admin/security/totp/remove`);
	page.trouble = [];
	await send(page);
	same((await texts(page, '[role=alert]')).length, 1, 'the last factor stays');
	await page.goto(`${shop.base}/admin/security/passkeys`);
	await send(page, 'form[data-passkey=create] button[type=submit]');
	same(path(page), '/admin/security', 'a passkey of staff');
	page.trouble = [];
	await inspect(page, { shot: 'factor-office-overview-1440-light' });
	await logout(page);
	await loginByPassword(page, '/admin');
	same(path(page), '/admin/login/factor', 'staff with a factor');
	await page.setViewportSize({ width: 390, height: 800 });
	await page.emulateMedia({ colorScheme: 'dark' });
	page.trouble = [];
	await inspect(page, { shot: 'factor-office-step-390-dark' });
	await page.goto(`${shop.base}/admin/login/setup`);
	same(path(page), '/admin/login/factor', 'who has a factor cannot set up a first one');
	await page.fill('#code', code(page.secret, page.step + 1));
	await send(page);
	same(path(page), '/admin', 'inside again');
	await page.done();
}

export const tests = [
	{ name: 'factor: a passkey is made, logs in, is a second step; a copy is refused', run: testPasskey },
	{ name: 'factor: a passkey is renamed and removed', run: testManage },
	{ name: 'factor: app and recovery codes without JavaScript', run: testApp },
	{ name: 'factor: a phone reads the QR code, by day and night', run: testQr },
	{ name: 'factor: pages as people see them', run: testLooks },
	{ name: 'factor: staff sets one up before anything else, and keeps one', run: testOffice },
];
