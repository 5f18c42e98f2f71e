// Without JavaScript: the shop is walked from the home page to a product by what is on the pages.
import { none, same, Skip } from './shop.mjs';

const text = (page, selector) => page.locator(selector).first().innerText();

export const tests = [
	{
		name: 'plain: search by the form',
		run: async (shop) => {
			const page = await shop.open('/', { script: false });
			const word = decodeURIComponent(shop.pages.search.split('q=')[1]);
			const box = page.locator('form[role=search] input[name=q], form input[type=search][name=q]').first();
			await box.fill(word);
			await box.press('Enter');
			await page.waitForURL(/\/search\?.*q=/);
			same((await page.locator('main a[href*="/product/"]').count()) > 0, true, `products for "${word}"`);
			await page.done();
		},
	},
	{
		name: 'plain: choose a facet, see it as a chip, take it off',
		run: async (shop) => {
			const page = await shop.open(shop.pages.category, { script: false });
			const facet = page.locator('main a[href*="f."], main form input[name^="f."]').first();
			same((await facet.count()) > 0, true, 'a facet');
			if (await facet.evaluate((e) => e.tagName === 'A')) {
				await facet.click();
			} else {
				await facet.check({ force: true });
				await facet.evaluate((e) => e.form.requestSubmit?.call(e.form)).catch(() => {});
				if (!page.url().includes('f.'))
					await page.locator('main form:has(input[name^="f."]) button[type=submit], main form:has(input[name^="f."]) button:not([type])').first().click();
			}
			await page.waitForURL(/[?&]f\./);
			same((await page.locator('main a[href*="/product/"]').count()) > 0, true, 'products are left');
			await page.done();
		},
	},
	{
		name: 'plain: sort by price',
		run: async (shop) => {
			const page = await shop.open(shop.pages.category, { script: false });
			await page.locator('select[name=sort]').selectOption('price');
			await page.locator('.toolbar__sort button').click();
			await page.waitForURL(/[?&]sort=price/);
			const prices = (await page.locator('.grid .price').allInnerTexts()).map((t) => Number(t.replace(/[^0-9]/g, '')));
			same(prices.length > 1, true, 'several prices');
			same(prices.every((p, i) => i === 0 || p >= prices[i - 1]), true, `rising: ${prices}`);
			await page.done();
		},
	},
	{
		name: 'plain: a price range, on a phone',
		run: async (shop) => {
			const page = await shop.open(shop.pages.category, { script: false, width: 390, height: 844 });
			const before = await page.locator('#results').innerText();
			await page.locator('.filters > summary').click();
			const most = Number(await page.locator('input[name=price_max]').getAttribute('placeholder'));
			await page.locator('input[name=price_max]').fill(String(most / 2));
			await page.locator('.filters__apply button').click();
			await page.waitForURL(/price_max=/);
			same(await page.locator('.chips .chip').count(), 1, 'chips');
			same((await page.locator('#results').innerText()) !== before, true, 'fewer products');
			await page.locator('.chips .chip').click();
			await page.waitForURL((url) => !String(url).includes('price_max'));
			same(await page.locator('#results').innerText(), before, 'all of them again');
			await page.done();
		},
	},
	{
		name: 'plain: another variant of a product is an address',
		run: async (shop) => {
			const page = await shop.open(shop.pages.product, { script: false });
			same((await text(page, 'h1')).length > 0, true, 'a heading');
			same(/\d/.test(await text(page, '.product__price')), true, 'a price');
			const other = page.locator('[data-choice]:not([aria-current])').first();
			if (!(await other.count()))
				throw new Skip('no product here has a choice');
			const name = await other.locator('.choice__name').innerText(), id = await other.getAttribute('id');
			await other.click();
			await page.waitForURL(/[?&]o\./);
			same(await page.locator(`#${id}[aria-current] .choice__name`).innerText(), name, 'what is chosen');
			await page.done();
		},
	},
	{
		name: 'plain: the menu of a phone',
		run: async (shop) => {
			const page = await shop.open('/', { script: false, width: 390, height: 844 });
			await page.locator('.menu > summary').click();
			const link = page.locator('.menu__panel a').first(), to = await link.getAttribute('href');
			await link.click();
			await page.waitForURL((url) => url.pathname === to);
			await page.done();
		},
	},
	{
		name: 'plain: another currency',
		run: async (shop) => {
			const page = await shop.open(shop.pages.product, { script: false });
			const other = page.locator('.currency-form button:not([aria-current])').first();
			if (!(await other.count()))
				throw new Skip('this shop has one currency');
			const before = await text(page, '.product__price'), code = await other.getAttribute('value'), url = page.url();
			await Promise.all([page.waitForResponse((r) => r.request().method() === 'GET' && r.url() === url), other.click()]);
			await page.locator(`.currency-form button[value=${code}][aria-current]`).waitFor();
			same((await text(page, '.product__price')) !== before, true, 'another price, on the same page');
			await page.done();
		},
	},
	{
		name: 'plain: all links of the main pages lead somewhere',
		run: async (shop) => {
			const seen = new Set(), broken = [];
			for (const path of [shop.pages.home, shop.pages.category, shop.pages.product]) {
				const page = await shop.open(path, { script: false });
				const links = await page.locator('a[href^="/"]').evaluateAll((all) => all.map((a) => a.getAttribute('href')));
				await page.done();
				for (const link of links.map((l) => l.split('#')[0]).filter((l) => l && !seen.has(l)).slice(0, 80)) {
					seen.add(link);
					const status = (await shop.get(link)).status;
					if (status >= 400)
						broken.push(`${link}: ${status}`);
				}
			}
			none(broken, 'broken links');
		},
	},
];
