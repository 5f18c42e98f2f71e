// What is shown of prices: quick add on cards, the lowest price of 30 days where a reduction is shown, and prices without tax for business customers; from the card to the
// invoice, with and without JavaScript, on a phone and a desk, light and dark, in both languages.
import { address, login, register } from './account.test.mjs';
import { sql } from './office.mjs';
import { inspect, same } from './shop.mjs';

const base = (locale) => (locale === 'de' ? '/de' : '');
const looks = [{ width: 390, locale: 'de', scheme: 'light' }, { width: 1440, locale: 'en', scheme: 'dark' }];
const name = ({ width, locale, scheme }) => `${width} px, ${locale}, ${scheme}`;
const cents = (text) => Number(text.replace(/[^\d]/g, ''));
const text = async (page, selector) => (await page.locator(selector).first().innerText()).replace(/\s+/g, ' ').trim();
async function until(what, is) {
	for (let i = 0; i < 100; i++) {
		if (await is())
			return;
		await new Promise((r) => setTimeout(r, 100));
	}
	throw new Error(`not in ten seconds: ${what}`);
}

// ---- quick add ----

// A page with cards of both kinds.
const cards = '/category/kitchen-table';
async function quick(shop, look) {
	const page = await shop.open(base(look.locale) + cards, look);
	const button = page.locator('button.card__add').first(), words = await button.innerText();
	await button.click();
	await page.locator('.card__add.is-added').waitFor();
	same(await page.locator('.site-header [data-pieces]').innerText(), '1', 'the number in the header');
	same(await page.locator('dialog[open]').count(), 0, 'open dialogs: who puts in from a list goes on looking');
	await until('it is said aloud', async () => /knife|messer/i.test(await page.locator('p.visually-hidden[role=status]').innerText()));
	await inspect(page, { shot: `quick-${look.width}-${look.locale}` });
	await until('the button is as before', async () => await button.innerText() === words);
	await page.keyboard.press('Tab');
	await button.focus();
	await page.keyboard.press('Enter');
	await page.locator('.card__add.is-added').waitFor();
	await until('by keyboard too', async () => await page.locator('.site-header [data-pieces]').innerText() === '2');
	await page.locator('[data-cart]').click();
	await page.locator('.mini__line').waitFor();
	same(await page.locator('.mini__times').first().innerText().then(cents), 2, 'pieces in the mini cart');
	await page.done();
}
async function quickPlain(shop, look) {
	const page = await shop.open(base(look.locale) + cards, { ...look, script: false });
	await page.locator('button.card__add').first().click();
	await page.waitForURL(/\/cart\?done=added/);
	same(await page.locator('.line').count(), 1, 'lines');
	await page.goto(shop.base + base(look.locale) + cards);
	await page.locator('a.card__add').first().click();
	await page.waitForURL(/\/product\//);
	await page.done();
}
async function refused(shop) {
	const page = await shop.open(cards);
	await page.locator('button.card__add').first().evaluate((b) => { b.value = 'var_notthere'; });
	await page.locator('button.card__add').first().click();
	await page.locator('dialog[open] .notice--error').waitFor();
	await page.done();
}

// ---- the lowest price of 30 days ----

// The first product of a category that a promotion reduces, with a history: it was cheaper for a while.
async function reduced(shop, run) {
	const html = await (await shop.get('/category/bath')).text();
	const slug = /<article class="card">\s*<a class="card__link" href="\/product\/([^"]+)"[\s\S]*?<button class="card__add"/.exec(html.slice(html.lastIndexOf('<article', html.indexOf('<button class="card__add"'))))[1];
	const [variant, product, now] = sql(`SELECT v.id, p.id, pp.amount FROM product p JOIN variant v ON v.product_id = p.id JOIN public_price pp ON pp.variant_id = v.id
		AND pp.currency = 'EUR' WHERE p.slug = '${slug}'`).split('\t').map(Number);
	const was = now + 17;
	const again = () => sql(`INSERT INTO index_queue (product_id) VALUES (${product})`);
	sql(`INSERT INTO price_history (variant_id, currency, from_at, amount) VALUES (${variant}, 'EUR', NOW(6) - INTERVAL 20 DAY, ${was})`);
	again();
	try {
		await until('the history counts', () => sql(`SELECT COALESCE(lowest, 0) FROM public_price WHERE variant_id = ${variant} AND currency = 'EUR'`) === String(was));
		await until('its page says so', async () => (await (await shop.get(`/product/${slug}`)).text()).includes(`${Math.floor(was / 100)}.${String(was % 100).padStart(2, '0')}`));
		await run({ slug, was, now });
	} finally {
		sql(`DELETE FROM price_history WHERE variant_id = ${variant} AND currency = 'EUR' AND amount = ${was}`);
		again();
	}
}
async function lowest(shop, look) {
	await reduced(shop, async ({ slug, was, now }) => {
		const page = await shop.open(`${base(look.locale)}/category/bath`, look);
		const card = page.locator(`.card:has(a[href$="/product/${slug}"])`);
		same(cents(await card.locator('.price').innerText()), now, 'on the card');
		same(cents((await card.locator('s').innerText()).replace(/^.* /, '')), was, 'struck out on the card');
		same(cents((await card.locator('.card__unit').last().innerText()).split(':')[1]), was, 'and said to be the lowest of 30 days');
		await inspect(page, { shot: `lowest-card-${look.width}` });
		await card.locator('button.card__add').click();
		await page.locator('.card__add.is-added').waitFor();
		await page.goto(`${shop.base}${base(look.locale)}/cart`);
		same(cents((await page.locator('.line__note').innerText()).split(':')[1]), was, 'in the cart');
		same(cents((await text(page, '.line__unit s')).replace(/^\D+/, '')), was, 'struck out in the cart');
		await inspect(page, { shot: `lowest-cart-${look.width}` });
		await page.goto(`${shop.base}${base(look.locale)}/checkout`);
		if (await page.locator('.cart-summary__bar').isVisible())
			await page.locator('.cart-summary__bar').click();
		same(await page.locator('.bought__more').filter({ hasText: /30/ }).count(), 1, 'in the checkout');
		await inspect(page, { shot: `lowest-checkout-${look.width}` });
		await page.done();
	});
}

// ---- prices without tax ----

// A customer of the demo shop's group for businesses.
async function business(shop, look) {
	const page = await shop.open('/suggest', look), email = address();
	await register(shop, page, email, look.locale);
	sql(`INSERT INTO account_group (account_id, group_id) SELECT a.id, g.id FROM account a, customer_group g WHERE a.email = '${email}' AND g.code = 'wholesale'`);
	page.email = email;
	return page;
}
async function go(page, within = '.step--open') {
	await Promise.all([page.waitForResponse((r) => r.request().isNavigationRequest() && r.request().method() === 'POST'),
		page.locator(`${within} .form__actions .button`).first().click()]);
	await page.waitForLoadState('load');
}
async function net(shop, look) {
	const at = (path) => shop.base + base(look.locale) + path, slug = 'tripod-floor-lamp';
	const page = await business(shop, look);
	// As a visitor: with tax, and into the cart so.
	await page.goto(at(`/product/${slug}`));
	const gross = cents(await text(page, '.product__now').then((t) => t.match(/\d+[.,]\d\d/)[0]));
	await page.locator('.buy button').click();
	await page.locator('.mini__added').waitFor();
	await login(shop, page, page.email, undefined, look.locale);
	page.trouble.length = 0;
	const without = Math.floor((gross * 100 + 59) / 119);
	await page.goto(at(`/product/${slug}`));
	same(cents((await text(page, '.product__now')).match(/\d+[.,]\d\d/)[0]), without, 'the product without tax');
	same(/excl\. VAT|zzgl\. MwSt/.test(await text(page, '.product__price')), true, 'and it says so');
	await inspect(page, { shot: `net-product-${look.width}` });
	await page.goto(at('/search?q=' + (look.locale === 'de' ? 'Stehleuchte' : 'tripod')));
	same(cents(await text(page, `.card:has(a[href$="${slug}"]) .price`)), without, 'the card without tax');
	await inspect(page, { shot: `net-search-${look.width}` });
	// Nobody else is shown that.
	same((await (await shop.get(`${base(look.locale)}/product/${slug}`)).text()).includes('excl. VAT'), false, 'the page of others');
	await page.goto(at('/cart'));
	same(await page.locator('.problems').count(), 0, 'nothing has changed but the way it is shown');
	same(cents(await text(page, '.line__unit').then((t) => t.match(/\d+[.,]\d\d/)[0])), without, 'the line without tax');
	const sums = async (row, amount) => page.locator(row).evaluateAll((rows, a) => rows.map((e) => Number(e.querySelector(a).innerText.replace(/[^\d]/g, ''))), amount);
	const [subtotal, ...rest] = await sums('.sums > div', 'dd');
	same(subtotal, without, 'the subtotal without tax');
	same(rest.slice(0, -1).reduce((a, b) => a + b, subtotal), rest.at(-1), 'the rows add up to the total');
	await inspect(page, { shot: `net-cart-${look.width}` });
	const total = rest.at(-1);
	await page.goto(at('/checkout'));
	for (const [field, value] of Object.entries({ recipient: 'A. Customer', line1: 'Torstraße 12', postal_code: '10119', locality: 'Berlin' }))
		if (await page.locator(`#delivery-${field}`).count())
			await page.locator(`#delivery-${field}`).fill(value);
	for (let i = 0; i < 6 && await page.locator('.step--open').getAttribute('id') !== 'review'; i++) {
		if (await page.locator('.step--open').getAttribute('id') === 'delivery')
			await inspect(page, { shot: `net-delivery-${look.width}` });
		await go(page);
	}
	const rows = await sums('.step--open .totals__row', 'dd');
	same(rows.slice(0, -1).filter((n) => n).reduce((a, b) => a + b, 0), rows.at(-1), 'the rows of the review add up');
	same(rows.at(-1), total, 'the total of the review is that of the cart');
	await inspect(page, { shot: `net-review-${look.width}` });
	await go(page);
	for (const [field, value] of Object.entries({ number: '4242424242424242', expiry: '12/30', cvc: '123', name: 'A. Customer' }))
		if (await page.locator(`input[name=${field}]`).count())
			await page.locator(`input[name=${field}]`).fill(value);
	await page.locator('form:has(input[name=number]) button[type=submit]').first().click();
	await page.waitForURL(/\/orders\/ord_/);
	await page.locator('.order-head__mark').waitFor({ timeout: 20000 });
	same(cents(await text(page, '.totals__row--total dd')), total, 'the order costs what was said');
	same(cents(await text(page, '.totals__row dd')), without, 'and shows prices without tax');
	await inspect(page, { shot: `net-order-${look.width}` });
	const order = page.url();
	await until('the invoice', async () => { await page.goto(order); return page.locator('.order-ways a[href*="/invoices/"]').count(); });
	await page.locator('.order-ways a[href*="/invoices/"]').first().click();
	await page.waitForLoadState('load');
	same(cents(await text(page, '.invoice .totals__row--total dd')), total, 'the invoice\'s total');
	await inspect(page, { shot: `net-invoice-${look.width}` });
	await page.emulateMedia({ media: 'print' });
	for (const part of ['.site-header', '.site-footer', '.invoice-page__bar'])
		same(await page.locator(part).isVisible(), false, `${part} on paper`);
	const ink = await page.locator('.invoice__seller p').first().evaluate((e) => getComputedStyle(e).color.match(/\d+/g).map(Number));
	same(Math.max(...ink) < 100, true, `dark ink on paper, whatever the screen is like: ${ink}`);
	if (process.env.MERCER_SHOTS)
		await page.screenshot({ path: `${process.env.MERCER_SHOTS}/net-invoice-print-${look.width}.png`, fullPage: true });
	await page.emulateMedia({ media: 'screen' });
	// Logged out, everything is as for everybody.
	await page.goto(at('/account'));
	await page.locator('.area__out button:visible, .site-header__account').first().click();
	await page.context().clearCookies({ name: '__Host-sid' });
	await page.goto(at('/cart'));
	await page.goto(at(`/product/${slug}`));
	same(cents((await text(page, '.product__now')).match(/\d+[.,]\d\d/)[0]), gross, 'with tax again');
	await page.done();
}

export const tests = [
	...looks.map((look) => ({ name: `prices: quick add, ${name(look)}`, run: (shop) => quick(shop, look) })),
	{ name: 'prices: quick add without JavaScript', run: (shop) => quickPlain(shop, looks[0]) },
	{ name: 'prices: quick add of what is not sold any more', run: refused },
	...looks.map((look) => ({ name: `prices: lowest of 30 days, ${name(look)}`, run: (shop) => lowest(shop, look) })),
	...looks.map((look) => ({ name: `prices: without tax, ${name(look)}`, run: (shop) => net(shop, look) })),
];
