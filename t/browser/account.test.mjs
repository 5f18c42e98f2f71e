// The account: the whole way from registering to logging out and back by a forgotten password, with and without JavaScript; every page and
// error in light, dark, English, German, on a phone and a desk.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { lighthouse } from './lighthouse.test.mjs';
import { back, inspect, none, same, Skip } from './shop.mjs';

const password = 'seven green apples on a hill', other = 'eleven quiet rivers in may';
const base = (locale) => (locale === 'de' ? '/de' : '');
let count = 0;
export const address = () => `browser${Date.now() % 1e9}-${count++}@example.com`;

// The newest mail with a link to `path`, as the shop's worker sent it to the inbox of ./dev.
export async function link(shop, to, path) {
	const inbox = `http://127.0.0.1:${Number(new URL(shop.base).port) + 3}`;
	for (let i = 0; i < 100; i++) {
		const reply = await fetch(`${inbox}/api/messages?to=${encodeURIComponent(to)}`).catch(() => undefined);
		if (!reply)
			throw new Skip('no inbox here');
		for (const mail of (await reply.json()).reverse()) {
			const found = (mail.links ?? []).find((l) => l.includes(`${path}?t=`));
			if (found)
				return found.slice(shop.base.length);
		}
		await new Promise((r) => setTimeout(r, 100));
	}
	throw new Error(`no mail with ${path} came to ${to}`);
}

// Fill in the form of the page and send it.
export async function send(page, values, button) {
	for (const [name, value] of Object.entries(values)) {
		const field = page.locator(`main [name="${name}"]:not([type=hidden])`);
		if (typeof value === 'boolean')
			await field.setChecked(value);
		else if (await field.evaluate((e) => e.tagName === 'SELECT'))
			await field.selectOption(value);
		else
			await field.fill(value);
	}
	const [answer] = await Promise.all([
		page.waitForResponse((r) => r.request().isNavigationRequest() && r.request().method() === 'POST'),
		(button ?? page.locator('main form .form__actions .button').first()).click(),
	]);
	await page.waitForLoadState('load');
	return answer;
}
const path = (page) => page.evaluate(() => location.pathname + location.search);
const focused = (page) => page.evaluate(() => document.activeElement.id || document.activeElement.tagName);

export async function register(shop, page, email, locale = 'en') {
	await page.goto(shop.base + base(locale) + '/register');
	await send(page, { given_name: 'Ada', family_name: 'Lovelace', email, password, newsletter: true });
	await page.goto(shop.base + await link(shop, email, '/confirm'));
	await send(page, {});
}
export async function login(shop, page, email, pass = password, locale = 'en') {
	await page.goto(shop.base + base(locale) + '/login');
	return send(page, { email, password: pass });
}
// Somebody who is logged in, once for all tests that only look.
let shared;
async function cookies(shop) {
	if (!shared) {
		const page = await shop.open('/register'), email = address();
		await register(shop, page, email);
		await login(shop, page, email);
		for (const [country, values] of Object.entries(places)) {
			await page.goto(`${shop.base}/account/addresses/new?country=${country}`);
			await send(page, values);
		}
		shared = await page.context().cookies();
		await page.done();
	}
	return shared;
}
async function inside(shop, at, options) {
	const page = await shop.open('/suggest', options);
	await page.context().addCookies(await cookies(shop));
	page.trouble.length = 0;
	page.answer = await page.goto(shop.base + at);
	return page;
}

async function turn(page, width, scheme, url) {
	await page.setViewportSize({ width, height: 900 });
	await page.emulateMedia({ colorScheme: scheme });
	page.trouble.length = 0;
	return page.goto(url);
}

const places = {
	DE: { line1: 'Torstraße 12', postal_code: '10119', locality: 'Berlin', is_delivery: true },
	US: { line1: '350 Mission St', locality: 'San Francisco', region: 'CA', postal_code: '94105', is_billing: true },
	JP: { postal_code: '100-0001', region: '13', locality: 'Chiyoda', line1: '1-1' },
};

async function journey(shop, options) {
	const page = await shop.open('/register', options), email = address(), seen = {};
	// axe is a script itself.
	const look = async (shot) => options.script && inspect(page, { shot: shot && `account-${shot}-${options.script ? 'script' : 'plain'}` });

	await look('register');
	await register(shop, page, email);
	same(await path(page), '/login?done=confirmed', 'after confirming');
	await look('confirmed');
	await login(shop, page, email);
	same(await path(page), '/account', 'after logging in');
	same(await page.locator('h1').innerText(), 'Hello Ada', 'greeting');

	await page.goto(shop.base + '/account/profile');
	await send(page, { given_name: 'Augusta', phone: '+44 20 7946 0000', birthday: '1975-12-10' });
	same(await path(page), '/account/profile?done=profile', 'after saving');
	same(await page.locator('#given_name').inputValue(), 'Augusta', 'what was saved');
	await look();

	for (const [country, values] of Object.entries(places)) {
		await page.goto(shop.base + '/account/addresses/new');
		await page.locator('#country').selectOption(country);
		if (options.script)
			await page.locator(country === 'JP' ? 'label[for=region]:has-text("Prefecture")' : country === 'US' ? 'label[for=region]:has-text("State")' : 'form[data-address]:not(:has(#region))').waitFor();
		else
			await send(page, {}, page.locator('.field__button'));
		same(await page.locator('#recipient').inputValue(), 'Augusta Lovelace', 'the name is there already');
		await send(page, values);
		same(await path(page), '/account/addresses?done=address-added', `an address in ${country}`);
	}
	same(await page.locator('.card-box').count(), 3, 'addresses');
	await look('addresses');

	await page.goto(shop.base + '/account/consents');
	await send(page, {}, page.locator('main .row form button').first());
	same(await path(page), '/account/consents?done=consent', 'a consent is withdrawn');
	await look();

	const second = await shop.open('/login', options);
	await login(shop, second, email);
	await page.goto(shop.base + '/account/sessions');
	same(await page.locator('.row').count(), 2, 'sessions');
	await send(page, {}, page.locator('main .row form button'));
	same(await page.locator('.row').count(), 1, 'sessions left');
	await second.goto(shop.base + '/account');
	same(await path(second), '/login?back=%2Faccount', 'the other device has to log in');
	await second.done();

	await page.goto(shop.base + '/account');
	const button = page.locator('.area__out button');
	await send(page, {}, button);
	same(await path(page), '/login?done=logout', 'after logging out');
	same((await page.context().cookies()).filter((c) => c.name === '__Host-sid').length, 0, 'session cookies');
	await back(page);
	await page.reload();
	same((await path(page)).startsWith('/login'), true, 'Back shows nothing');

	await page.goto(shop.base + '/password/forgotten');
	await send(page, { email });
	await page.goto(shop.base + await link(shop, email, '/password/reset'));
	await look('reset');
	await send(page, { password: other });
	same(await path(page), '/login?done=reset', 'after a new password');
	same((await login(shop, page, email)).status(), 422, 'the old password');
	same((await login(shop, page, email, other)).status(), 303, 'the new password');
	await page.done();
	return seen;
}

const area = ['', '/profile', '/addresses', '/addresses/new?country=JP', '/email', '/password', '/security', '/notifications', '/consents', '/sessions', '/privacy',
	'/privacy/erase'].map((p) => '/account' + p);
const outside = ['/login', '/register', '/register/sent', '/password/forgotten', '/password/sent', '/confirm/again', '/confirm?t=x', '/password/reset?t=x'];
const looks = [[390, 'light', 'en'], [1440, 'dark', 'de'], [320, 'light', 'de']];
const mistakes = {
	'/login': { email: 'nobody@example.com', password: 'a wrong password, really' },
	'/register': { email: 'nobody', password: 'short' },
	'/password/forgotten': { email: 'nobody' },
	'/account/profile': { phone: 'x' },
	'/account/email': { email: 'nobody', password: '' },
	'/account/password': { present: '', wanted: 'short' },
	'/account/addresses/new?country=US': { line1: '', postal_code: 'x' },
	'/account/privacy/erase': { password: '' },
};

export const tests = [
	...[true, false].map((script) => ({
		name: `account: the whole way ${script ? 'with' : 'without'} JavaScript`,
		run: (shop) => journey(shop, { script, width: script ? 1440 : 390 }),
	})),
	...[...outside, ...area].map((at) => ({
		name: `account: ${at}`,
		run: async (shop) => {
			const page = await (area.includes(at) ? inside(shop, at) : shop.open(at));
			for (const [width, scheme, locale] of looks) {
				const status = at.startsWith('/password/reset') ? 410 : 200;
				same((await turn(page, width, scheme, shop.base + base(locale) + at)).status(), status, `status of ${at}`);
				await inspect(page, { status, shot: `account${at.replace(/\W+/g, '-')}-${locale}-${scheme}-${width}` });
			}
			await page.done();
		},
	})),
	...Object.entries(mistakes).map(([at, values]) => ({
		name: `account: mistakes on ${at}`,
		run: async (shop) => {
			const page = await (at.startsWith('/account') ? inside(shop, at) : shop.open(at));
			for (const [width, scheme, locale] of looks.slice(0, 2)) {
				await turn(page, width, scheme, shop.base + base(locale) + at);
				same((await send(page, values)).status(), 422, 'status');
				same(await focused(page), 'form-errors', 'what has the focus');
				await inspect(page, { status: 422, shot: `account${at.replace(/\W+/g, '-')}-wrong-${locale}-${scheme}-${width}` });
				const first = page.locator('.form-errors a').first();
				if (await first.count()) {
					const to = await first.getAttribute('href');
					await first.press('Enter');
					same('#' + await focused(page), to, 'the link of the summary leads into the field');
				}
				for (const field of await page.locator('main input[type=password]').all())
					same(await field.inputValue(), '', 'a password that is shown again');
			}
			await page.done();
		},
	})),
	{
		name: 'account: a password can be looked at',
		run: async (shop) => {
			const page = await shop.open('/login');
			const button = page.locator('.password__show'), field = page.locator('#password');
			await field.fill('abc');
			same(await button.getAttribute('aria-pressed'), 'false', 'aria-pressed');
			await button.click();
			same(await field.getAttribute('type'), 'text', 'type');
			await inspect(page);
			await button.press('Enter');
			same(await field.getAttribute('type'), 'password', 'type');
			await page.done();
		},
	},
	{
		name: 'account: an address follows its country, the focus stays',
		run: async (shop) => {
			const page = await inside(shop, '/account/addresses/new?country=DE', { width: 390 });
			await page.locator('#line1').fill('1-1');
			await page.locator('#country').focus();
			await page.locator('#country').selectOption('JP');
			await page.locator('label[for=region]:has-text("Prefecture")').waitFor();
			same(await focused(page), 'country', 'the focus');
			same(await page.locator('#line1').inputValue(), '1-1', 'what was entered');
			same(await path(page), '/account/addresses/new?country=DE', 'the address of the page');
			await inspect(page);
			await page.done();
		},
	},
	{
		name: 'account: the puzzle is solved while somebody types',
		run: async (shop) => {
			const page = await shop.open('/register'), puzzle = '14-AbCdEfGhIjKlMnOp_' + 'x'.repeat(50);
			// The page that the login shows in a burst, without the burst.
			await page.route('**/login', async (route) => {
				if (route.request().method() !== 'GET')
					return route.continue();
				const reply = await route.fetch();
				const body = (await reply.text()).replace('action="/login" novalidate', `action="/login" novalidate data-puzzle="${puzzle}" data-solver="/static/js/puzzle-here.js" data-working="…"`)
					.replace('name="puzzle" value=""', `name="puzzle" value="${puzzle}"`);
				await route.fulfill({ response: reply, body });
			});
			await page.route('**/puzzle-here.js', (route) => route.fulfill({ contentType: 'application/javascript',
				body: readFileSync(new URL('../../nginx/static/js/puzzle.js', import.meta.url)) }));
			await page.goto(shop.base + '/login');
			await page.locator('#email').fill('nobody@example.com');
			await page.locator('#password').fill('whatever it may be');
			const [request] = await Promise.all([page.waitForRequest((r) => r.method() === 'POST' && r.url().endsWith('/login')), page.locator('main form .button').first().click()]);
			const sent = new URLSearchParams(request.postData()), hash = createHash('sha256').update(`${puzzle}.${sent.get('solution')}`).digest();
			same(sent.get('puzzle'), puzzle, 'the puzzle');
			same(hash.readUInt32BE(0) >>> 18, 0, `bits of the solution ${sent.get('solution')}`);
			await page.done();
		},
	},
	...['/login', '/register', '/account', '/account/addresses/new?country=US', '/account/sessions'].map((at) => ({
		name: `account: lighthouse ${at}`,
		run: async (shop) => {
			const headers = at.startsWith('/account') ? { Cookie: (await cookies(shop)).map((c) => `${c.name}=${c.value}`).join('; ') } : {};
			const report = await lighthouse(shop.base + at, headers);
			same(report.finalDisplayedUrl ?? report.finalUrl, shop.base + at, 'the page that was looked at');
			none(['accessibility', 'best-practices'].filter((c) => report.categories[c].score < 1).map((c) => `${c} ${report.categories[c].score * 100}: ` +
				report.categories[c].auditRefs.filter((a) => a.weight > 0 && (report.audits[a.id].score ?? 1) < 1).map((a) => a.id).join(', ')), 'below 100');
		},
	})),
];
