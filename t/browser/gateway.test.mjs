// The sandbox gateway's pages: its own look, every state, phone and desktop, day and night, English and German, with JavaScript off.
import { readFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { inspect, same, Skip } from './shop.mjs';

const back = 'https://localhost/back';

function gateway(shop) {
	if (!process.env.MERCER_VAR)
		throw new Skip('MERCER_VAR does not say where the key of the gateway is');
	const url = new URL(shop.base);
	return { base: `${url.protocol}//${url.hostname}:${Number(url.port) + 5}`, key: readFileSync(`${process.env.MERCER_VAR}/secrets/sandbox_key`, 'utf8').trim() };
}

async function create(g, locale = 'en', return_url = back) {
	const answer = await fetch(`${g.base}/v1/intents`, { method: 'POST', headers: { authorization: `Bearer ${g.key}`, 'idempotency-key': randomBytes(8).toString('hex') },
		body: JSON.stringify({ amount: 123450, currency: 'EUR', merchant_reference: 'pay_x', description: 'Order 1', locale, return_url }) });
	same(answer.status, 201, 'status of a new intent');
	return answer.json();
}

async function fill(page, number, more = {}) {
	const values = { number, expiry: '12/30', cvc: '123', name: 'A. Customer', ...more };
	for (const [name, value] of Object.entries(values))
		await page.fill(`input[name=${name}]`, value);
	await page.click('form.form button[type=submit]');
}

export const tests = [
	...['en', 'de'].flatMap((locale) => [390, 1440].map((width) => ({
		name: `gateway: pages in ${locale} at ${width}`,
		async run(shop) {
			const g = gateway(shop);
			for (const scheme of ['light', 'dark']) {
				const intent = await create(g, locale);
				const page = await shop.open(intent.hosted_url, { width, scheme, script: true });
				same(await page.locator('html').getAttribute('lang'), locale, 'language');
				await inspect(page, { shot: `gateway-pay-${locale}-${width}-${scheme}` });
				await fill(page, '4000 0000 0000 2016', { expiry: '1/20', cvc: '1' });
				same(await page.locator('[aria-invalid=true]').count(), 2, 'fields with errors');
				same(await page.inputValue('#number'), '', 'the number is not shown again');
				await inspect(page, { status: 422, shot: `gateway-errors-${locale}-${width}-${scheme}` });
				await fill(page, '4000 0000 0000 2016');
				await inspect(page, { status: 422, shot: `gateway-challenge-${locale}-${width}-${scheme}` });
				await page.done();
				const list = await shop.open(`${g.base}${locale === 'de' ? '/de' : ''}/`, { width, scheme });
				await inspect(list, { shot: `gateway-cards-${locale}-${width}-${scheme}` });
				await list.done();
			}
		},
	}))),
	{
		name: 'gateway: pays without JavaScript and goes back to the shop',
		async run(shop) {
			const g = gateway(shop);
			// Back to a page of the shop under test: the policy of the gateway's page must let its form lead there.
			const intent = await create(g, 'en', `${shop.base}/brands?x=1`);
			const page = await shop.open(intent.hosted_url, { width: 390, script: false });
			await fill(page, '4242 4242 4242 4242');
			await page.waitForURL((u) => u.pathname === '/brands');
			same(new URL(page.url()).searchParams.get('reference'), intent.reference, 'reference');
			await page.goto(intent.hosted_url);
			same(await page.locator('h1').innerText(), 'Paid', 'heading');
			await page.done();
		},
	},
];
