// The whole purchase: cart, checkout, the gateway's page, the order; as guest and as customer, with and without JavaScript, on a phone and a desk, in English and
// German, light and dark; and every state in which something is missing, wrong, changed, declined, cancelled.
import { address, login, register, send } from './account.test.mjs';
import { inspect, same, Skip } from './shop.mjs';

const base = (locale) => (locale === 'de' ? '/de' : '');
const cards = { good: '4242424242424242', declined: '4000000000001018', secure: '4000000000002016', later: '4000000000003014' };
const place = { recipient: 'A. Customer', line1: 'Torstraße 12', postal_code: '10119', locality: 'Berlin' };

// Things that can be bought: slug and first variant, with how many there are.
let goods;
async function products(shop) {
	if (!goods) {
		const list = (await (await shop.get('/api/v1/products?limit=60')).json()).items;
		goods = list.map((p) => p.url.replace(/^https?:\/\/[^/]+/, ''));
	}
	return goods;
}
// Put the n-th product that can be bought into the cart, as its page does it without a script.
async function put(shop, page, n = 0, locale = 'en', quantity = 1) {
	for (const url of (await products(shop)).slice(n)) {
		await page.goto(shop.base + base(locale) + url);
		const form = page.locator('form[data-add]').first();
		if (!await form.count() || await form.locator('button[type=submit]').isDisabled())
			continue;
		const variant = await form.locator('[name=variant]').inputValue();
		const answer = await page.request.post(shop.base + base(locale) + '/cart/lines', { form: { variant, quantity: String(quantity) },
			headers: { Origin: shop.base, 'Sec-Fetch-Site': 'same-origin' }, maxRedirects: 0 });
		if (answer.status() === 303)
			return { url, variant };
	}
	throw new Skip('nothing here can be bought');
}
async function visit(shop, options) {
	const page = await shop.open('/suggest', options);
	page.setDefaultTimeout(10000);
	return page;
}
const path = (page) => page.evaluate(() => location.pathname + location.search);
const open = (page) => page.locator('.step--open').getAttribute('id');

async function go(page) {
	const [answer] = await Promise.all([
		page.waitForResponse((r) => r.request().isNavigationRequest() && r.request().method() === 'POST'),
		page.locator('.step--open .form__actions .button').first().click(),
	]);
	await page.waitForLoadState('load');
	return answer;
}
async function fillAddress(page, part = 'delivery', values = place, country = 'DE') {
	const select = page.locator(`#${part}-country`);
	if (await select.inputValue() !== country) {
		const button = page.locator(`.field:has(#${part}-country) .field__button`);
		if (await button.isVisible()) {
			await select.selectOption(country);
			await Promise.all([page.waitForEvent('load'), button.click()]);
		} else {
			await select.evaluate((e) => { e.dataset.old = '1'; });
			await select.selectOption(country);
			await page.locator(`#${part}-country:not([data-old])`).waitFor();
		}
	}
	for (const [name, value] of Object.entries(values))
		await page.locator(`#${part}-${name}`).fill(value);
}
// From an open checkout to its last step.
async function toReview(page, email) {
	if (await open(page) === 'contact') {
		if (email)
			await page.locator('#email').fill(email);
		await go(page);
	}
	if (await open(page) === 'address') {
		await fillAddress(page);
		await go(page);
	}
	for (let step; (step = await open(page)) !== 'review';) {
		await go(page);
		if (await open(page) === step)
			throw new Error(`the step ${step} does not end`);
	}
}
async function pay(page, card, answer) {
	await page.locator('input[name=number]').waitFor();
	for (const [name, value] of Object.entries({ number: card, expiry: '12/30', cvc: '123', name: 'A. Customer' }))
		if (await page.locator(`input[name=${name}]`).count())
			await page.locator(`input[name=${name}]`).fill(value);
	await page.locator('form:has(input[name=number]) button[type=submit]').first().click();
	if (answer)
		await page.locator(`button[value=${answer}]`).click();
	await page.waitForURL(/\/orders\/ord_/);
	await page.waitForLoadState('load');
}
// Ordered and at the gateway's page.
async function order(shop, page, { n = 0, locale = 'en', email = address() } = {}) {
	const bought = await put(shop, page, n, locale);
	await page.goto(`${shop.base}${base(locale)}/checkout`);
	await toReview(page, email);
	await go(page);
	return { ...bought, email };
}
async function paid(shop, page, options) {
	const done = await order(shop, page, options);
	await pay(page, cards.good);
	return { ...done, url: page.url(), number: await page.locator('.order-head__number strong').innerText() };
}
const looks = async (page, options, name, status) => options.script !== false && inspect(page, { status, shot: name && `checkout-${name}-${options.width ?? 1440}-${options.scheme ?? 'light'}` });

// ---- the whole way ----

async function guest(shop, options, locale) {
	const page = await visit(shop, options), email = address(), words = locale === 'de'
		? { order: 'Zahlungspflichtig bestellen', thanks: 'Vielen Dank für Ihre Bestellung!' } : { order: 'Order with obligation to pay', thanks: 'Thank you for your order!' };
	const look = (name, status) => looks(page, options, name && `${locale}-${name}`, status);

	page.trouble.length = 0;
	await put(shop, page, 0, locale);
	await put(shop, page, 1, locale);
	await page.goto(`${shop.base}${base(locale)}/checkout`);
	await look('contact');
	same((await go(page)).status(), 422, 'without an address');
	same(await page.locator('#email').getAttribute('aria-invalid'), 'true', 'the field says so');
	await look('contact-error', 422);
	page.trouble.length = 0;
	await page.locator('#email').fill(email);
	await go(page);
	same(await open(page), 'address', 'the second step');
	await fillAddress(page, 'delivery', { recipient: 'A. Customer', postal_code: '1' });
	await look('address');
	same((await go(page)).status(), 422, 'an address that is not complete');
	same(await page.locator('#delivery-recipient').inputValue(), 'A. Customer', 'what was entered is still there');
	await look('address-error', 422);
	page.trouble.length = 0;
	await page.locator('#other_billing').check();
	await fillAddress(page, 'delivery', place);
	await fillAddress(page, 'billing', { line1: '350 Mission St', locality: 'San Francisco', postal_code: '94105', recipient: 'A. Bookkeeper' }, 'US');
	await page.locator('#billing-region').selectOption('CA');
	await look('billing');
	await go(page);
	same(await open(page), 'delivery', 'the third step');
	same((await page.locator('#address .step__summary').innerText()).includes('350 Mission St'), true, 'the invoice\'s address is in the summary');
	await look('delivery');
	await go(page);
	await look('payment');
	await go(page);
	same(await open(page), 'review', 'the last step');
	same(await page.locator('.button--order').innerText(), words.order, 'what the button says');
	await look('review');
	// Any step again, and nothing is lost.
	await page.locator('#contact .step__change').click();
	await page.waitForLoadState('load');
	same(await page.locator('#email').inputValue(), email, 'the address stands there');
	await look('contact-again');
	await go(page);
	same(await open(page), 'review', 'back at the end at once');
	await go(page);
	await pay(page, cards.good);
	same(await page.locator('h1').innerText(), words.thanks, 'thanks');
	await look('thanks');
	page.trouble.length = 0;

	// The order stands for itself; without its key it does not exist.
	same((await shop.get(new URL(page.url()).pathname)).status, 404, 'without the key');
	const answer = await page.goto(page.url());
	same(answer.headers()['referrer-policy'], 'no-referrer', 'nobody is told the address');
	same(answer.headers()['cache-control'].includes('no-store'), true, 'nobody keeps it');
	same(await page.locator('meta[name=robots]').getAttribute('content'), 'noindex', 'nor finds it');
	// Back and again: the cart is empty, the order is one.
	await page.goto(`${shop.base}${base(locale)}/checkout`);
	same(await page.locator('.step').count(), 0, 'nothing to order any more');
	await look('empty');
	await page.done();
}

async function customer(shop, options) {
	const page = await visit(shop, options), email = address();
	await register(shop, page, email);
	await login(shop, page, email);
	await page.goto(`${shop.base}/account/addresses/new?country=DE`);
	await send(page, { recipient: 'A. Customer', line1: 'Torstraße 12', postal_code: '10119', locality: 'Berlin', is_delivery: true });
	page.trouble.length = 0;
	await page.goto(`${shop.base}/account/orders`);
	await looks(page, options, 'account-none');
	await put(shop, page);
	await page.goto(`${shop.base}/checkout`);
	same(await open(page), 'delivery', 'address and mail are known');
	await looks(page, options, 'known');
	await page.locator('#address .step__change').click();
	await page.waitForLoadState('load');
	same(await page.locator('#saved-0').isChecked(), true, 'the address of the book is chosen');
	await looks(page, options, 'saved');
	await page.locator('label[for=saved-new]').click();
	await fillAddress(page, 'delivery', { ...place, line1: 'Torstraße 99' });
	await go(page);
	same((await page.locator('#address .step__summary').innerText()).includes('Torstraße 99'), true, 'another address');
	await toReview(page);
	await go(page);
	await pay(page, cards.good);
	await page.goto(`${shop.base}/account/orders`);
	same(await page.locator('.order-list__row').count(), 1, 'the order is in the account');
	await looks(page, options, 'account-orders');
	await page.locator('.order-list__link').first().click();
	await page.waitForLoadState('load');
	same((await path(page)).startsWith('/account/orders/ord_'), true, 'its page in the account');
	await looks(page, options, 'account-order');
	await page.done();
}

// ---- payments that do not work at once ----

async function declined(shop, options) {
	const page = await visit(shop, options);
	page.trouble.length = 0;
	await order(shop, page);
	await pay(page, cards.declined);
	same(await page.locator('.order-head--bad').count(), 1, 'it says that it did not work');
	await looks(page, options, 'declined');
	await page.locator('.pay .button').click();
	await pay(page, cards.good);
	same(await page.locator('h1').innerText(), 'Thank you for your order!', 'the second try');
	await page.done();
}
async function waits(shop) {
	const page = await visit(shop);
	page.trouble.length = 0;
	await order(shop, page);
	await pay(page, cards.later);
	same(await page.locator('[data-wait]').count(), 1, 'it is being processed');
	await looks(page, {}, 'waiting');
	await page.locator('.order-head__mark').waitFor({ timeout: 20000 });
	same(await page.locator('h1').innerText(), 'Thank you for your order!', 'the page has looked again by itself');
	await page.done();
}

// ---- what has changed meanwhile ----

async function changed(shop, options) {
	const page = await visit(shop, options);
	await put(shop, page);
	await page.goto(`${shop.base}/checkout`);
	await toReview(page, address());
	page.trouble.length = 0;
	// As if the price had been another one when the page was shown.
	await page.locator('[name=expected_total]').evaluate((e) => { e.value = String(+e.value - 100); });
	same((await go(page)).status(), 409, 'another total than the one that was shown');
	same(await page.locator('.notice--strong').count(), 1, 'it says so');
	same(await open(page), 'review', 'nothing was lost');
	await looks(page, options, 'price-changed', 409);
	page.trouble.length = 0;
	await go(page);
	await pay(page, cards.good);
	await page.done();
}
async function tooMany(shop, options) {
	const page = await visit(shop, options);
	await put(shop, page, 2, 'en', 1);
	await page.goto(`${shop.base}/cart`);
	await page.request.post(shop.base + await page.locator('form[data-quantity]').first().getAttribute('action'), { form: { quantity: '9998', action: 'set',
		csrf: await page.locator('form[data-quantity] [name=csrf]').first().inputValue() }, headers: { Origin: shop.base, 'Sec-Fetch-Site': 'same-origin' } });
	await page.goto(`${shop.base}/checkout`);
	if (!await page.locator('.problems').count())
		throw new Skip('there is enough of everything');
	page.trouble.length = 0;
	await toReview(page, address());
	same(await page.locator('.button--order').count(), 0, 'it cannot be ordered so');
	await looks(page, options, 'sold-out');
	await page.done();
}
// The button is pressed with the focus still in the postal code: what deliveries cost there is said only when it is let go, or it would push
// the button away from under the finger.
async function pressed(shop) {
	const page = await visit(shop, phone);
	await put(shop, page);
	await page.goto(`${shop.base}/checkout`);
	await page.locator('#email').fill(address());
	await go(page);
	const { postal_code, ...others } = place;
	await fillAddress(page, 'delivery', others);
	const code = page.locator('#delivery-postal_code'), button = page.locator('.step--open .form__actions .button').first();
	await code.pressSequentially(postal_code);
	await button.scrollIntoViewIfNeeded();
	const at = await button.boundingBox();
	await page.mouse.move(at.x + at.width / 2, at.y + at.height / 2);
	const reply = page.waitForResponse((r) => r.url().endsWith('/checkout/address/form'));
	await page.mouse.down();
	await (await reply).finished();
	await page.waitForTimeout(100);
	const sent = page.waitForResponse((r) => r.request().isNavigationRequest() && r.request().method() === 'POST');
	await page.mouse.up();
	same((await sent).status(), 303, 'the click counts');
	await page.done();
}
async function twice(shop) {
	const page = await visit(shop);
	await put(shop, page);
	await page.goto(`${shop.base}/checkout`);
	await toReview(page, address());
	const form = Object.fromEntries(await page.locator('#review form').evaluate((f) => [...new FormData(f)]));
	const post = () => page.request.post(`${shop.base}/checkout/place`, { form, headers: { Origin: shop.base, 'Sec-Fetch-Site': 'same-origin' }, maxRedirects: 0 });
	const answers = await Promise.all([post(), post(), post()]);
	same(answers.map((a) => a.status()).join(), '303,303,303', 'three clicks');
	same(new Set(answers.map((a) => a.headers().location)).size, 1, 'one payment');
	const again = await post();
	same(again.headers().location, answers[0].headers().location, 'and the same a moment later');
	await page.done();
}

// ---- afterwards ----

async function cancels(shop, options) {
	const page = await visit(shop, options);
	page.trouble.length = 0;
	const bought = await paid(shop, page);
	await page.locator('.order-ways a[href*="/cancel"]').click();
	await page.waitForLoadState('load');
	await looks(page, options, 'cancel');
	for (const count of await page.locator('.bought__count select').all())
		await count.selectOption('0');
	const [none] = await Promise.all([page.waitForResponse((r) => r.request().method() === 'POST'), page.locator('.button--danger').click()]);
	same(none.status(), 422, 'nothing chosen');
	await page.waitForLoadState('load');
	page.trouble.length = 0;
	await Promise.all([page.waitForResponse((r) => r.request().method() === 'POST'), page.locator('.button--danger').click()]);
	await page.waitForURL(/done=cancelled/);
	await page.waitForLoadState('load');
	same(await page.locator('h1').innerText(), 'This order is cancelled', 'all of it');
	await looks(page, options, 'cancelled');
	same(page.url().startsWith(bought.url), true, 'the same page');
	await page.done();
}
async function finds(shop, options) {
	const page = await visit(shop, options), bought = await paid(shop, page);
	page.trouble.length = 0;
	await page.goto(`${shop.base}/orders`);
	await looks(page, options, 'find');
	const answers = [];
	for (const [number, email] of [['AAA-AAA-AAA', bought.email], [bought.number, address()], [bought.number.toLowerCase(), bought.email]]) {
		await page.goto(`${shop.base}/orders`);
		await send(page, { number, email }, page.locator('main form .button').last());
		answers.push(await page.locator('.notice').innerText());
	}
	same(new Set(answers).size, 1, 'the answer does not tell whether there is such an order');
	await page.done();
}
async function withdraws(shop, options) {
	const page = await visit(shop, options), bought = await paid(shop, page);
	page.trouble.length = 0;
	await page.locator('.order-ways a[href*="/withdraw?"]').click();
	await page.waitForLoadState('load');
	same(await page.locator('#number').inputValue(), bought.number, 'it knows which');
	await looks(page, options, 'withdraw');
	await send(page, {}, page.locator('main form .button').last());
	same((await path(page)).endsWith('/withdrawal/form?done=withdrawn'), true, 'it is acknowledged at once');
	await looks(page, options, 'withdrawn');
	await page.goto(bought.url);
	same((await page.locator('.history').last().innerText()).includes('You have withdrawn from the contract'), true, 'it stands in the history');
	await page.done();
}
async function texts(shop) {
	for (const at of ['/terms', '/withdrawal', '/privacy-notice', '/de/withdrawal', '/withdrawal/form', '/orders'])
		for (const scheme of ['light', 'dark']) {
			const page = await shop.open(at, { scheme, width: 390 });
			await inspect(page);
			await page.done();
		}
}
async function invoice(shop, options) {
	const page = await visit(shop, options), bought = await paid(shop, page);
	page.trouble.length = 0;
	for (let i = 0; i < 50 && !await page.locator('.order-ways a[href*="/invoices/"]').count(); i++) {
		await page.waitForTimeout(200); // the worker writes it
		await page.goto(bought.url);
	}
	await page.locator('.order-ways a[href*="/invoices/"]').first().click();
	await page.waitForLoadState('load');
	same((await page.locator('.invoice').innerText()).includes(bought.number), true, 'the number of the order is on it');
	await looks(page, options, 'invoice');
	if (process.env.MERCER_SHOTS)
		await page.pdf({ path: `${process.env.MERCER_SHOTS}/invoice.pdf`, format: 'A4' });
	await page.done();
}

const phone = { width: 390 }, desk = { width: 1440 }, night = { width: 390, scheme: 'dark' };
const test = (name, run, ...rest) => ({ name: `checkout: ${name}`, run: (shop) => run(shop, ...rest) });
export const tests = [
	test('a guest, desk', guest, desk, 'en'),
	test('a guest, phone, dark, German', guest, night, 'de'),
	test('a guest without JavaScript', guest, { ...phone, script: false }, 'en'),
	test('a guest without JavaScript, German', guest, { ...desk, script: false }, 'de'),
	test('a customer, desk', customer, desk),
	test('a customer, phone, dark', customer, night),
	test('a customer without JavaScript', customer, { ...phone, script: false }),
	test('declined, then paid', declined, desk),
	test('declined, phone, dark', declined, night),
	test('paid later', waits),
	test('another total', changed, desk),
	test('another total, phone, dark', changed, night),
	test('not so many', tooMany, desk),
	test('not so many, phone, dark', tooMany, night),
	test('pressed while the address changes', pressed),
	test('clicked three times', twice),
	test('cancelled', cancels, desk),
	test('cancelled, phone, dark', cancels, night),
	test('cancelled without JavaScript', cancels, { script: false }),
	test('found again', finds, phone),
	test('withdrawn', withdraws, desk),
	test('withdrawn, phone, dark', withdraws, night),
	test('legal texts', texts),
	test('invoice, desk', invoice, desk),
	test('invoice, phone, dark', invoice, night),
];
