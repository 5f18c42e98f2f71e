// shop.mjs - the shop under test: a browser, and one page of each kind that really exists.
import { existsSync } from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import { chromium } from 'playwright-core';

export class Skip extends Error {}

export const widths = [390, 820, 1440];
export const chrome = process.env.CHROME_PATH ?? '/usr/bin/chromium';

export async function openShop(base) {
	process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'; // the certificate is made by this machine
	process.removeAllListeners('warning');
	if (!existsSync(chrome))
		throw new Error(`no browser at ${chrome}: set CHROME_PATH`);
	const browser = await chromium.launch({ executablePath: chrome, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
	const shop = { base, browser, ...(await findPages(base)) };
	shop.get = (path, options) => fetch(base + path, { redirect: 'manual', ...options });
	// open(path, options): a fresh context, with everything that went wrong on the page in page.trouble.
	shop.open = async (path, { width = 1440, height = 900, scheme = 'light', script = true } = {}) => {
		const context = await browser.newContext({ viewport: { width, height }, colorScheme: scheme, javaScriptEnabled: script, ignoreHTTPSErrors: true });
		const page = await context.newPage();
		page.trouble = [];
		page.on('console', (m) => m.type() === 'error' && page.trouble.push(m.text()));
		page.on('pageerror', (e) => page.trouble.push(e.message));
		page.on('requestfailed', (r) => page.trouble.push(`${r.url()}: ${r.failure()?.errorText}`));
		page.answer = await page.goto(new URL(path, base).href, { waitUntil: 'load' });
		page.done = () => context.close();
		return page;
	};
	shop.close = () => browser.close();
	return shop;
}

async function findPages(base) {
	const api = async (path) => {
		const r = await fetch(`${base}/api/v1${path}`);
		if (!r.ok)
			throw new Error(`GET /api/v1${path} answers ${r.status}`);
		return r.json();
	};
	const local = (url) => url.replace(/^https?:\/\/[^/]+/, '');
	const categories = (await api('/categories?limit=100')).items;
	let category, most = -1;
	for (const c of categories) {
		const { total } = await api(`/search?limit=1&category=${c.slug}`);
		if (total > most)
			[category, most] = [c, total];
	}
	const products = (await api('/products?limit=24')).items;
	const brand = (await api('/brands?limit=1')).items[0];
	const collection = (await api('/collections?limit=1')).items[0];
	// The product with the most variants shows the most.
	const product = products.reduce((a, b) => (b.variants > a.variants ? b : a));
	const word = product.title.split(/\s+/).reduce((a, b) => (b.length > a.length ? b : a)).toLowerCase();
	const pages = { home: '/', category: local(category.url), product: local(product.url), search: `/search?q=${encodeURIComponent(word)}` };
	if (brand)
		pages.brand = local(brand.url);
	if (collection)
		pages.collection = local(collection.url);
	pages['nothing found'] = '/search?q=zzxqvw';
	pages['not found'] = '/product/there-is-no-such-thing';
	return { pages, word };
}

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

// inspect(page): what is right of every page in every state.  axe finds nothing, the console says nothing (a CSP violation is said there),
// nothing scrolls sideways (at 320 px and at 640 px that is reflow and zoom, WCAG 1.4.10 and 1.4.4).
export async function inspect(page, { status = 200, shot } = {}) {
	if (shot && process.env.MERCER_SHOTS)
		await page.screenshot({ path: `${process.env.MERCER_SHOTS}/${shot}.png`, fullPage: true });
	const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze();
	none(violations.map((v) => `${v.id}: ${v.help}: ${v.nodes.slice(0, 3).map((n) => n.target.join(' ')).join(' | ')}`), 'axe');
	// The page's own status is in the console too; that is what was asked for.
	none(page.trouble.filter((t) => status < 400 || !t.includes(`status of ${status}`)), 'console');
	same(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), 0, 'pixels of sideways scrolling');
}

// back(page): the browser's Back.  Chromium changes the process of a page whose answer cleared the site's data (logging out does) and says
// "Not attached to an active page" until it has; that is no word about the shop, so Back is asked again.
export async function back(page) {
	for (let left = 50; ; left--) {
		await page.waitForLoadState('load');
		try {
			return await page.goBack();
		} catch (e) {
			if (!left || !e.message.includes('Not attached to an active page'))
				throw e;
			await page.waitForTimeout(100);
		}
	}
}

export function same(actual, expected, what) {
	if (actual !== expected)
		throw new Error(`${what}: ${JSON.stringify(actual)} instead of ${JSON.stringify(expected)}`);
}
export function none(list, what) {
	if (list.length)
		throw new Error(`${what}: ${list.length}\n${list.join('\n')}`);
}
