// Orders, parcels, packing and delivery in the back office: from a paid order to one that has arrived, and what is set up before.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { axe, dev, office, sql } from './office.mjs';

const top = new URL('../..', import.meta.url).pathname;
const settings = ['/admin/delivery', '/admin/delivery/methods/new', '/admin/delivery/methods/standard', '/admin/delivery/methods/standard/edit', '/admin/delivery/zones/new',
	'/admin/delivery/zones/germany', '/admin/delivery/zones/germany/remove', '/admin/delivery/carriers/new', '/admin/delivery/carriers/parcel-post'];

let made;
function orders(shop) {
	dev(['mysql', '-e', 'USE mercer; DELETE FROM throttle']);
	made ??= JSON.parse(execFileSync('python3', [`${top}t/integration/orders.py`, shop.base], { encoding: 'utf8' }));
	return made;
}
const parcel_of = (number) => sql(`SELECT s.public_id FROM shipment s JOIN sales_order o ON o.id = s.order_id WHERE o.number = '${number}' ORDER BY s.parcel LIMIT 1`);
const shots = process.env.MERCER_SHOTS;

async function every_page(shop) {
	const { open, pickup, unpaid } = orders(shop), parcel = parcel_of(open);
	const all = ['/admin', '/admin/orders', '/admin/orders?q=nobody-has-this-name', '/admin/orders?fulfilment=open&charge=full', `/admin/orders/${open}`, `/admin/orders/${unpaid}`,
		`/admin/orders/${pickup}`, `/admin/orders/${open}/cancel`, '/admin/packing', '/admin/packing?state=packed', '/admin/packing?warehouse=nowhere', '/admin/packing/pick',
		'/admin/stock', '/admin/stock?warehouse=main', '/admin/stock?low=true', `/admin/search?q=${open.slice(0, 2)}`, `/admin/packing/slips?order=${open}`,
		`/admin/shipments/${parcel}`, `/admin/shipments/${parcel}/split`, `/admin/shipments/${parcel}/slip`, ...settings];
	for (const [width, scheme, base] of [[1440, 'light', ''], [390, 'dark', '/de']]) {
		const page = await office(shop, `${base}/admin`, { width, scheme });
		for (const path of all) {
			const answer = await page.goto(shop.base + base + path);
			assert.equal(answer.status(), 200, path);
			await axe(page, `${base}${path} ${width} ${scheme}`);
			assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${path} is wider than ${width}`);
			assert.equal(await page.$$eval('h1', (h) => h.length), 1, path);
			if (shots)
				await page.screenshot({ path: `${shots}/office${path.replace(/[^a-z0-9]+/gi, '-').replace(/(shp|ord)-[A-Za-z0-9]+/, '$1')}-${width}.png`, fullPage: true });
		}
		assert.deepEqual(page.trouble, []);
		await page.done();
	}
}

// The way of a parcel, as somebody at a packing table does it, without JavaScript.
async function a_parcel(shop) {
	const { open } = orders(shop);
	const page = await office(shop, `/admin/orders?q=${open}`, { script: false });
	assert.match(page.url(), new RegExp(`/admin/orders/${open}$`), 'a number leads to its order');
	assert.match(await page.innerText('main'), /Please ring twice/);
	await page.click(`text=${open}-1`);
	await page.click('text=Split …');
	await page.fill('form input[type=text] >> nth=0', '99');
	await page.click('text=Make the new parcel');
	assert.match(await page.innerText('.field__error'), /There are not so many/);
	await page.fill('form input[type=text] >> nth=0', '1');
	await page.click('text=Make the new parcel');
	assert.match(await page.innerText('h1'), new RegExp(`${open}-2`));
	await page.click('main >> text=Packed');
	assert.match(await page.innerText('[role=status]'), /Packed/);
	await page.fill('#tracking_code', 'PP 1234/5');
	await page.click('text=It has left the house');
	assert.match(await page.innerText('[role=status]'), /Sent/);
	assert.equal(await page.getAttribute('text=PP 1234/5', 'href'), 'https://track.parcel-post.example/?code=PP%201234%2F5');
	await page.click('text=It has arrived');
	assert.match(await page.innerText('h1'), /Delivered/);
	await page.goto(`${shop.base}/admin/orders/${open}`);
	assert.match(await page.innerText('h1'), /Partly sent/);
	await page.fill('#text', 'The buyer called.');
	await page.click('text=Add the note');
	assert.match(await page.innerText('#history >> xpath=..'), /The buyer called/);
	await page.done();
}

// Two colleagues, one parcel; and one button that is clicked twice.
async function together(shop) {
	const { other } = orders(shop), parcel = parcel_of(other);
	const one = await office(shop, `/admin/shipments/${parcel}`), two = await office(shop, `/admin/shipments/${parcel}`);
	await one.click('text=It has left the house');
	assert.match(await one.innerText('[role=status]'), /Sent/);
	await two.click('main .head >> text=Packed');
	assert.match(await two.innerText('[role=alert]'), /Somebody else changed this parcel/);
	await axe(two, 'changed meanwhile');
	await two.goto(`${shop.base}/admin/shipments/${parcel}`);
	await two.click('text=It has arrived');
	assert.match(await two.innerText('h1'), /Delivered/);
	await one.click('text=It has arrived');
	assert.match(await one.innerText('[role=status]'), /Delivered/, 'it is where the click wanted it');
	await one.done();
	await two.done();
}

async function a_pickup(shop) {
	const { pickup } = orders(shop);
	const page = await office(shop, `/admin/shipments/${parcel_of(pickup)}`);
	await page.click('main .head >> text=Ready to be fetched');
	assert.match(await page.innerText('[role=status]'), /the buyer is told/);
	await page.click('text=It was fetched');
	assert.match(await page.innerText('h1'), /Fetched/);
	await page.done();
}

async function cancel(shop) {
	const { unpaid } = orders(shop);
	const page = await office(shop, `/admin/orders/${unpaid}/cancel`);
	await page.fill('#reason', 'a mistake');
	await page.click('text=Cancel these pieces');
	assert.match(await page.innerText('[role=status]'), /Cancelled/);
	assert.match(await page.innerText('#history >> xpath=..'), /a mistake/);
	await page.done();
}

// Both versions are shown when somebody else was quicker; saving again stores ours.
async function conflict(shop) {
	const path = '/admin/delivery/carriers/swift';
	const one = await office(shop, path), two = await office(shop, path);
	await one.fill('#name', 'Swift One');
	await one.click('text=Save');
	assert.match(await one.innerText('[role=status]'), /Saved/);
	await two.fill('#name', 'Swift Two');
	await two.click('text=Save');
	assert.equal(await two.title().then((t) => /Swift/.test(t)), true);
	assert.match(await two.innerText('.block--warn'), /Swift One[\s\S]*Swift Two/);
	await axe(two, 'conflict');
	await two.fill('#name', 'Swift Courier');
	await two.click('text=Save');
	assert.match(await two.innerText('[role=status]'), /Saved/);
	await one.done();
	await two.done();
}

async function settings_forms(shop) {
	const page = await office(shop, '/admin/delivery/zones/new', { script: false });
	const code = `test-${Date.now()}`;
	await page.fill('#code', code);
	await page.fill('#name', 'A test');
	await page.click('text=Save');
	await page.selectOption('#country', 'CH');
	await page.fill('#postal_prefix', '80 0');
	await page.click('text="Add"');
	assert.match(await page.innerText('table'), /CH[\s\S]*800…/);
	await page.goto(`${shop.base}/admin/delivery/methods/standard`);
	await page.selectOption('#zone', code);
	await page.fill('#amount', 'free');
	await page.click('text=Save the price');
	assert.match(await page.innerText('.field__error'), /Use an amount/);
	await page.fill('#amount', '12,50');
	await page.click('text=Save the price');
	const offers = await (await fetch(`${shop.base}/api/v1/shipping-methods?country=CH&postal_code=8001&weight_grams=100&value=100`)).json();
	assert.deepEqual(offers.items.find((o) => o.code === 'standard').price, { amount: 1250, currency: 'EUR' });
	await page.goto(`${shop.base}/admin/delivery/zones/${code}/remove`);
	await page.click('main button[type=submit]');
	assert.match(await page.innerText('[role=status]'), /Deleted/);
	await page.done();
}

const state_of = (number) => sql(`SELECT GROUP_CONCAT(DISTINCT s.state) FROM shipment s JOIN sales_order o ON o.id = s.order_id WHERE o.number = '${number}'`);

// Several orders at once: their slips on a page each, and packed with one click; with a script and without.
async function many(shop) {
	const { many: [one, two] } = orders(shop);
	const page = await office(shop, '/admin/orders?fulfilment=open&charge=full');
	const box = (number) => page.locator(`tr:has-text("${number}") input[type=checkbox]`);
	assert.ok(await page.isDisabled('text=Mark as packed'), 'nothing is chosen');
	await box(one).check();
	assert.match(await page.innerText('.picks__text'), /^1 chosen$/);
	await box(two).check();
	await axe(page, 'chosen rows');
	await page.click('text=Print packing slips');
	assert.doesNotMatch(page.url(), /csrf/, 'the token is not in an address');
	assert.equal(await page.$$eval('.slip', (slips) => slips.length), 2);
	for (const number of [one, two])
		assert.match(await page.innerText('main'), new RegExp(`${number}-1`));
	await axe(page, 'slips');
	await page.done();

	const plain = await office(shop, '/admin/packing', { script: false });
	await plain.click('text=Mark as packed');
	assert.match(await plain.innerText('[role=status]'), /Nothing was chosen/);
	await plain.goto(`${shop.base}/admin/orders?fulfilment=open&charge=full`);
	for (const number of [one, two])
		await plain.check(`tr:has-text("${number}") input[type=checkbox]`);
	await plain.click('text=Mark as packed');
	assert.match(await plain.innerText('[role=status]'), /All of them are packed/);
	assert.deepEqual([one, two].map(state_of), ['packed', 'packed']);
	// Sent and cancelled since: said by name, and what is packed stays so.
	sql(`UPDATE shipment s JOIN sales_order o ON o.id = s.order_id SET s.state = 'cancelled' WHERE o.number = '${two}'`);
	await plain.goto(`${shop.base}/admin/packing/slips?parcel=${parcel_of(one)}&parcel=${parcel_of(two)}&parcel=shp_nothing`);
	assert.equal(await plain.$$eval('.slip', (slips) => slips.length), 2);
	sql(`UPDATE shipment s JOIN sales_order o ON o.id = s.order_id SET s.state = 'packed' WHERE o.number = '${two}'`);
	await plain.done();
}

async function a_file(shop) {
	const { other } = orders(shop);
	const page = await office(shop, `/admin/orders?charge=full`);
	const href = await page.getAttribute('text=As CSV', 'href');
	assert.match(href, /orders\.csv\?charge=full$/, 'the list as it is filtered');
	const got = await page.evaluate(async (url) => { const r = await fetch(url); return { type: r.headers.get('content-type'), text: await r.text() }; }, href);
	assert.match(got.type, /^text\/csv/);
	const [head, ...rows] = got.text.trim().split('\n');
	assert.match(head, /^number,placed_at/);
	assert.match(rows.find((row) => row.startsWith(other)), /,a\.customer@example\.org,.*,full,EUR,/);
	assert.ok(!rows.some((row) => row.includes(',none,none,EUR')), 'only what is paid');
	assert.match(sql("SELECT details FROM audit_log WHERE event = 'order.changed' ORDER BY id DESC LIMIT 1"), /exported/);
	await page.done();
}

// What the day begins with: the figures are those of the shop, and lead to what they count.
async function overview(shop) {
	orders(shop);
	const page = await office(shop, '/admin');
	const figure = (label) => page.locator(`.facts--tiles > div:has(dt:text-is("${label}")) dd`);
	const pending = sql("SELECT COUNT(*) FROM shipment WHERE state = 'pending'");
	assert.equal((await figure('To pack').innerText()).split('\n')[0], pending);
	assert.match(await page.innerText('main'), /Orders today[\s\S]*Taken today[\s\S]*Latest orders/);
	await page.getByRole('link', { name: `To pack: ${pending}`, exact: true }).click();
	assert.match(page.url(), /\/admin\/packing$/);
	await page.done();
}

async function search(shop) {
	const { open } = orders(shop);
	const page = await office(shop, '/admin');
	const find = async (q) => { await page.fill('[data-search]', q); await Promise.all([page.waitForNavigation(), page.press('[data-search]', 'Enter')]); };
	await find(open.toLowerCase());
	assert.match(page.url(), new RegExp(`/admin/orders/${open}$`));
	const [sku, id] = sql("SELECT v.sku, v.public_id FROM variant v JOIN stock_level l ON l.variant_id = v.id WHERE v.sku IS NOT NULL ORDER BY v.id LIMIT 1").split('\t');
	await find(sku);
	assert.match(page.url(), new RegExp(`/admin/stock/${id}$`));
	await find('a.customer@example.org');
	assert.match(await page.innerText('main'), new RegExp(open));
	await page.done();
}

// The page has UTC, the reader has a clock.
async function clock(shop) {
	const { open } = orders(shop);
	sql(`UPDATE sales_order SET placed_at = '2026-11-20 20:30:00' WHERE number = '${open}'`);
	const page = await office(shop, `/admin/orders/${open}`, { zone: 'Asia/Tokyo' });
	assert.match(await page.innerText('main'), /Placed\s+21 Nov 2026, 05:30/);
	await page.done();
	const plain = await office(shop, `/admin/orders/${open}`, { script: false, zone: 'Asia/Tokyo' });
	assert.match(await plain.innerText('main'), /Placed\s+2026-11-20 20:30 UTC/);
	await plain.done();
}

// Counted in the row of the list; a figure that has moved since is not written over.
async function count(shop) {
	const [sku, house, code] = sql(`SELECT v.sku, l.on_hand, w.code FROM stock_level l JOIN variant v ON v.id = l.variant_id JOIN warehouse w ON w.id = l.warehouse_id
		WHERE l.on_hand > 10 AND v.sku IS NOT NULL ORDER BY v.id DESC LIMIT 1`).split('\t');
	const path = `/admin/stock?q=${sku}&warehouse=${code}`;
	const one = await office(shop, path, { script: false }), two = await office(shop, path);
	await axe(two, 'counting in the list');
	const enter = async (page, n) => { await page.fill(`tr:has-text("${sku}") .input--count`, n); await page.click(`tr:has-text("${sku}") >> text=Count`); };
	await enter(one, 'many');
	assert.match(await one.innerText('[role=alert]'), /no number of pieces/);
	await enter(one, String(Number(house) + 2));
	assert.match(await one.innerText('[role=status]'), /Counted/);
	assert.match(one.url(), new RegExp(`q=${sku}.*warehouse=${code}`), 'the list is the one that it was');
	await enter(two, '1');
	assert.match(await two.innerText('[role=alert]'), /have moved/);
	assert.equal(await two.inputValue(`tr:has-text("${sku}") .input--count`), String(Number(house) + 2));
	await enter(two, house);
	assert.match(await two.innerText('[role=status]'), /Counted/);
	await one.done();
	await two.done();
}

export const tests = [
	{ name: 'office orders: every page, wide and narrow, light and dark', run: every_page },
	{ name: 'office orders: the way of a parcel, without JavaScript', run: a_parcel },
	{ name: 'office orders: two colleagues, one parcel', run: together },
	{ name: 'office orders: a pickup', run: a_pickup },
	{ name: 'office orders: cancel', run: cancel },
	{ name: 'office orders: both versions of what two changed', run: conflict },
	{ name: 'office orders: zones and prices', run: settings_forms },
	{ name: 'office orders: several at once', run: many },
	{ name: 'office orders: as a file', run: a_file },
	{ name: 'office orders: the overview', run: overview },
	{ name: 'office orders: found by number, SKU and address', run: search },
	{ name: 'office orders: times of the reader', run: clock },
	{ name: 'office orders: counted in the list', run: count },
];
