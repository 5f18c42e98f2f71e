// The back office in a browser: login with a second factor set up on the way, every page with axe, keyboard alone, without JavaScript.
import assert from 'node:assert/strict';
import { axe, dev, forget, office, sql } from './office.mjs';
import { back } from './shop.mjs';

const pages = ['/admin', '/admin/customers', '/admin/customers?state=disabled', '/admin/staff', '/admin/staff/invite', '/admin/roles', '/admin/roles/new',
	'/admin/integrations', '/admin/integrations/clients/new', '/admin/integrations/keys/new', '/admin/audit', '/admin/audit?event=login.refused', '/admin/mail',
	'/admin/mail/events', '/admin/privacy', '/admin/account', '/admin/account/password', '/admin/security', '/admin/search?q=an', '/admin/shortcuts',
	'/admin/payments', '/admin/payments?state=charged', '/admin/payments/differences', '/admin/payments/disputes',
	'/admin/providers', '/admin/providers/new', '/admin/prices', '/admin/prices/promotions/new', '/admin/prices/lists', '/admin/prices/lists/new',
	'/admin/prices/groups', '/admin/prices/groups/new', '/admin/prices/taxes', '/admin/prices/taxes/new', '/admin/prices/try?goods=ORCH-0611-OAT+x+2&codes=WELCOME10'];

const a_customer = () => {
	const n = Date.now();
	const id = `acct_${String(n).padEnd(22, 'x')}`.slice(0, 27);
	sql(`INSERT INTO account (public_id, realm, kind, state, email, email_key, given_name, family_name, locale, email_confirmed_at) VALUES ('${id}', 'shop',
		'customer', 'active', 'c${n}@example.org', 'c${n}@example.org', 'Carla', 'Conrad', 'en', NOW(6))`);
	return id;
};

async function every_page(shop) {
	const id = a_customer();
	const role = sql("SELECT public_id FROM role WHERE name = 'Support'"), owner = sql("SELECT public_id FROM account WHERE realm = 'office' ORDER BY id DESC LIMIT 1");
	const all = [...pages, `/admin/customers/${id}`, `/admin/customers/${id}/edit`, `/admin/customers/${id}/disable`, `/admin/customers/${id}/erase`,
		`/admin/roles/${role}`, `/admin/staff/${owner}`];
	for (const [width, scheme, base] of [[1440, 'light', ''], [390, 'dark', '/de']]) {
		const page = await office(shop, `${base}/admin`, { width, scheme });
		for (const path of all) {
			const answer = await page.goto(shop.base + base + path);
			assert.equal(answer.status(), 200, path);
			await axe(page, `${base}${path} ${width} ${scheme}`);
			assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${path} is wider than ${width}`);
			assert.equal(await page.$$eval('h1', (h) => h.length), 1, path);
		}
		assert.deepEqual(page.trouble, []);
		await page.done();
	}
	const page = await office(shop, '/admin/nothing');
	assert.equal(page.answer.status(), 404);
	await axe(page, 'not found');
	await page.done();
}

// Search, open, change, save: no mouse.
async function keyboard(shop) {
	const id = a_customer();
	const page = await office(shop, '/admin');
	await page.keyboard.press('/');
	assert.equal(await page.evaluate(() => document.activeElement.name), 'q');
	await page.keyboard.type(id);
	await Promise.all([page.waitForURL(`**/admin/customers/${id}`), page.keyboard.press('Enter')]);
	for (let i = 0; i < 40; i++) {
		await page.keyboard.press('Tab');
		if (await page.evaluate(() => document.activeElement.textContent === 'Change'))
			break;
	}
	await Promise.all([page.waitForURL('**/edit'), page.keyboard.press('Enter')]);
	await page.focus('#family_name');
	await page.keyboard.press('Control+A');
	await page.keyboard.type('Keys');
	await Promise.all([page.waitForURL(/done=saved/), page.keyboard.press('Enter')]);
	assert.match(await page.innerText('[role=status]'), /Saved/);
	assert.match(await page.innerText('h1'), /Carla Keys/);
	await page.keyboard.press('g');
	await Promise.all([page.waitForURL('**/admin/customers'), page.keyboard.press('c')]);
	await page.keyboard.press('j');
	assert.ok(await page.evaluate(() => document.activeElement.closest('tbody tr') === document.querySelector('tbody tr')), 'the first row');
	await Promise.all([page.waitForURL('**/admin/shortcuts'), page.keyboard.press('?')]);
	await page.click('[data-keys]');
	await page.keyboard.press('/');
	assert.notEqual(await page.evaluate(() => document.activeElement.name), 'q', 'switched off');
	await page.click('[data-keys]');
	assert.deepEqual(page.trouble, []);
	await page.done();
}

// A role is made, a conflict is shown, a key is made and revoked: all of it forms, all of it without scripts.
async function plain(shop) {
	const page = await office(shop, '/admin/roles/new', { script: false });
	const name = `Team ${Date.now()}`;
	await page.fill('#name', name);
	await page.check('#permissions-mail\\.read');
	await page.click('main button[type=submit]');
	assert.match(await page.innerText('[role=status]'), /Made/);
	await page.click('text=Change');
	const second = await page.context().newPage();
	await second.goto(page.url());
	await second.fill('#description', 'theirs');
	await second.click('main button[type=submit]');
	await page.fill('#description', 'ours');
	await page.click('main button[type=submit]');
	assert.match(await page.innerText('main'), /Somebody else changed this meanwhile[\s\S]*theirs[\s\S]*ours/);
	await page.click('main button[type=submit]');
	assert.match(await page.innerText('main'), /ours/);
	await page.click('text=Delete …');
	assert.match(await page.innerText('h1'), /Delete this role\?/);
	await page.click('main button[type=submit]');
	assert.match(await page.innerText('[role=status]'), /Deleted/);
	await page.goto(`${shop.base}/admin/integrations/keys/new`);
	await page.click('main button[type=submit]');
	assert.match(await page.innerText('[role=alert]'), /check/);
	await page.fill('#name', name);
	await page.check('#scope-event\\.read');
	await page.click('main button[type=submit]');
	const key = await page.inputValue('.secret__value');
	assert.match(key, /^mk_/);
	const ask = async () => (await fetch(`${shop.base}/api/v1/events`, { headers: { authorization: `Bearer ${key}` } })).status;
	assert.equal(await ask(), 200);
	await page.goto(`${shop.base}/admin/integrations`);
	await page.click(`tr:has-text("${name}") >> text=Revoke …`);
	await page.click('main button[type=submit]');
	assert.match(await page.innerText('[role=status]'), /Revoked/);
	assert.equal(await ask(), 401);
	await page.done();
}

async function out(shop) {
	const page = await office(shop, '/admin');
	await page.click('text=Log out');
	assert.match(page.url(), /\/admin\/login$/);
	await back(page);
	await page.goto(`${shop.base}/admin`);
	assert.match(page.url(), /\/admin\/login\?back=/);
	await page.done();
	const again = await office(shop, '/admin');
	assert.match(again.url(), /\/admin\/login/, 'the old cookie is worth nothing');
	await again.done();
	forget();
}

export const tests = [
	{ name: 'office: every page, wide and narrow, light and dark', run: every_page },
	{ name: 'office: keyboard alone', run: keyboard },
	{ name: 'office: without JavaScript', run: plain },
	{ name: 'office: logged out is out', run: out },
];
