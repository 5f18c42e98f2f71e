// Without JavaScript: the shop is walked from the home page to a product by what is on the pages.
import { none, same } from './shop.mjs';

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
		name: 'plain: another variant of a product is an address',
		run: async (shop) => {
			const page = await shop.open(shop.pages.product, { script: false });
			same((await text(page, 'h1')).length > 0, true, 'a heading');
			same(/\d/.test(await text(page, 'main')), true, 'a price');
			const forms = await page.locator('main form, main a[href*="?"]').count();
			same(forms > 0, true, 'something to choose with');
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
