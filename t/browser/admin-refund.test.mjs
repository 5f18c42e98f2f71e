// Refunds by lines in the back office: pieces are chosen, worked out, decided; and what the order's page and the buyer's say then.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { axe, dev, office, sql } from './office.mjs';

const top = new URL('../..', import.meta.url).pathname;
const shots = process.env.MERCER_SHOTS;

// A paid order of two and one pieces, all of it sent.
function sent(shop) {
	dev(['mysql', '-e', 'USE mercer; DELETE FROM throttle']);
	const code = `import sys; sys.path[:0] = ['${top}t/integration', '${top}t/load']
from orders import Orders
from site_under_test import Site
o = Orders(Site('${shop.base}')); a, b = o.skus(2, least=20)
order = o.paid([(a, 2), (b, 1)])
for s in o.one(order)['shipments']: assert o.api('POST', '/shipments/%s/ship' % s['id'], {}, key=s['id'], match='*').status == 200
print(order['number'])`;
	return execFileSync('python3', ['-c', code], { encoding: 'utf8' }).trim();
}

async function look(page, name, width) {
	await axe(page, `${name} ${width}`);
	assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${name} is wider than ${width}`);
	if (shots)
		await page.screenshot({ path: `${shots}/${name}-${width}.png`, fullPage: true });
}

async function a_refund(shop, width, scheme, base) {
	const number = sent(shop);
	const page = await office(shop, `${base}/admin/orders/${number}`, { width, scheme });
	await page.click('a[href$="/refund"]');
	await look(page, 'refund-choose', width);
	await page.fill('form[method=get] input[inputmode=numeric] >> nth=0', '9');
	await page.click('main form[method=get] button[type=submit]');
	assert.equal(await page.locator('.field__error').count() > 0, true, 'there are not nine');
	await page.fill('form[method=get] input[inputmode=numeric] >> nth=0', '1');
	await page.selectOption('select[name=warehouse]', { index: 1 });
	await page.click('main form[method=get] button[type=submit]');
	await look(page, 'refund-decide', width);
	const full = await page.inputValue('#amount');
	await page.fill('#amount', '99999');
	await page.click('main form[method=post] button[type=submit]');
	await look(page, 'refund-too-much', width);
	assert.equal(await page.locator('.field__error').count(), 1);
	await page.fill('#amount', full);
	await page.fill('#reason', 'A scratch');
	await page.click('main form[method=post] button[type=submit]');
	assert.match(page.url(), new RegExp(`/admin/orders/${number}\\?done=refunded`));
	assert.match(await page.innerText('#credits, main'), /A scratch/);
	await look(page, 'refund-done', width);
	assert.equal(sql(`SELECT SUM(l.restocked) FROM sales_order_credit c JOIN sales_order_credit_line l ON l.credit_id = c.id JOIN sales_order o ON o.id = c.order_id`
		+ ` WHERE o.number = '${number}'`), '1');
	await page.goto(`${shop.base}${base}/admin/payments`);
	await look(page, 'payments', width);
	assert.deepEqual(page.trouble.filter((t) => !/status of 422/.test(t)), []);
	await page.done();
}

export const tests = [
	{ name: 'back office: a refund by lines, desktop', run: (shop) => a_refund(shop, 1440, 'light', '') },
	{ name: 'back office: a refund by lines, phone, German', run: (shop) => a_refund(shop, 390, 'dark', '/de') },
];
