// How heavy a page is: HTML at most 60 kB and scripts at most 30 kB, as they travel; nothing inline that the CSP would refuse.
import { none, same } from './shop.mjs';
import { brotliCompressSync } from 'node:zlib';

const others = { login: '/login', registration: '/register' };
const address = (shop, name) => others[name] ?? shop.pages[name];

export const tests = ['home', 'category', 'product', 'search', ...Object.keys(others)].flatMap((name) => [
	{
		name: `weight: ${name}`,
		run: async (shop) => {
			const html = Buffer.from(await (await shop.get(address(shop, name))).arrayBuffer());
			const size = brotliCompressSync(html).length;
			same(size <= 60000, true, `${size} bytes of HTML, brotli: at most 60,000`);
			const page = await shop.open(address(shop, name));
			const scripts = await page.evaluate(() => performance.getEntriesByType('resource').filter((r) => r.initiatorType === 'script')
				.reduce((sum, r) => sum + r.encodedBodySize, 0));
			await page.done();
			same(scripts <= 30000, true, `${scripts} bytes of JavaScript: at most 30,000`);
		},
	},
	{
		name: `inline: ${name}`,
		run: async (shop) => {
			const html = await (await shop.get(address(shop, name))).text();
			none(html.match(/<[^>]+\sstyle=[^>]*>/g) ?? [], 'style attributes');
			none(html.match(/<[^>]+\son[a-z]+=[^>]*>/g) ?? [], 'event attributes');
			none((html.match(/<script(?![^>]*(src=|type="application\/ld\+json"))[^>]*>/g) ?? []), 'inline scripts');
		},
	},
]);
