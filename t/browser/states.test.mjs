// Pages in the states that only a visitor brings about, light and dark: menus, filters, suggestions, choices, errors.  axe finds nothing,
// nothing is reported to the console, nothing scrolls sideways; and what the keyboard does is right.
import { inspect, same, Skip } from './shop.mjs';

const phone = { width: 390, height: 844 };

const focus = (page) => page.evaluate(() => document.activeElement.id || document.activeElement.className || document.activeElement.tagName);
const isOpen = (page, selector) => page.locator(selector).evaluate((e) => e.open);

async function typeWord(page, shop) {
	const box = page.locator('input[type=search]');
	await box.click();
	await box.pressSequentially(shop.word.slice(0, 3), { delay: 30 });
	await page.locator('.suggest [role=option]').first().waitFor();
	return box;
}

const states = [
	{
		name: 'menu of a phone', path: (shop) => shop.pages.home, options: phone,
		make: async (page) => {
			const summary = page.locator('.menu > summary');
			await summary.focus();
			await page.keyboard.press('Enter');
			same(await isOpen(page, '.menu'), true, 'Enter opens the menu');
		},
		after: async (page) => {
			await page.keyboard.press('Tab');
			await page.keyboard.press('Escape');
			same(await isOpen(page, '.menu'), false, 'Escape closes it');
			same(await focus(page), 'menu__button', 'the focus is back on its button');
		},
	},
	{
		name: 'drop-down of a department', path: (shop) => shop.pages.home, options: { width: 1440 },
		make: async (page) => {
			await page.locator('.nav__link').first().focus();
			await page.locator('.nav__item').first().locator('.nav__drop').waitFor({ state: 'visible' });
		},
		after: async (page) => {
			await page.keyboard.press('Escape');
			await page.locator('.nav__item').first().locator('.nav__drop').waitFor({ state: 'hidden' });
		},
	},
	{
		name: 'filters of a phone', path: (shop) => shop.pages.category, options: phone,
		make: async (page) => {
			await page.locator('.filters > summary').click();
			const box = page.locator('.facet__value input:not(:disabled)').first();
			const before = page.url();
			await box.focus();
			await page.keyboard.press('Space');
			await page.waitForURL((url) => String(url) !== before);
			await page.locator('main:not([aria-busy])').waitFor();
			same(await isOpen(page, '.filters'), true, 'the filters stay open');
			same((await focus(page)).startsWith('f'), true, 'the focus stays on the choice');
			same(await page.locator('body > [role=status]').innerText(), await page.locator('#results').innerText(), 'what is read out');
		},
		after: async (page) => {
			await page.locator('.filters__apply button').click();
			same(await isOpen(page, '.filters'), false, 'the button shows the results');
		},
	},
	{
		name: 'suggestions', path: (shop) => shop.pages.home, options: { width: 1440 },
		make: async (page, shop) => {
			const box = await typeWord(page, shop);
			await page.keyboard.press('ArrowDown');
			const id = await box.getAttribute('aria-activedescendant');
			same(await page.locator('.suggest [aria-selected=true]').getAttribute('id'), id, 'the option that is selected');
			same(await box.getAttribute('aria-expanded'), 'true', 'aria-expanded');
		},
		after: async (page) => {
			await page.keyboard.press('Escape');
			await page.locator('.suggest').waitFor({ state: 'hidden' });
			same(await page.locator('input[type=search]').getAttribute('aria-expanded'), 'false', 'aria-expanded');
			await page.keyboard.press('ArrowDown');
			await page.keyboard.press('ArrowDown');
			const to = await page.locator('.suggest [aria-selected=true]').getAttribute('data-href');
			await page.keyboard.press('Enter');
			await page.waitForURL((url) => url.pathname + url.search === to);
		},
	},
	{
		name: 'suggestions of a phone', path: (shop) => shop.pages.home, options: phone,
		make: typeWord,
	},
	{
		name: 'a filter and a chip', path: (shop) => shop.pages.category, options: { width: 1440 },
		make: async (page) => {
			await page.locator('.facet__value input:not(:disabled)').first().check();
			await page.locator('.chips .chip').first().waitFor();
		},
		after: async (page) => {
			await page.locator('.chips .chip').first().click();
			await page.locator('.chips').waitFor({ state: 'detached' });
			await page.goBack();
			await page.locator('.chips .chip').first().waitFor();
			await page.goBack();
			await page.locator('.chips').waitFor({ state: 'detached' });
			same(page.url().includes('f.'), false, 'back where we began');
		},
	},
	{
		name: 'another variant', path: (shop) => shop.pages.product, options: { width: 820, height: 1180 },
		make: async (page) => {
			const other = page.locator('[data-choice]:not([aria-current])').first();
			if (!(await other.count()))
				throw new Skip('no product here has a choice');
			const id = await other.getAttribute('id'), from = page.url();
			await page.evaluate(() => (window.sameDocument = true));
			await other.focus();
			await page.keyboard.press('Enter');
			await page.locator(`#${id}[aria-current]`).waitFor();
			same(page.url() !== from, true, 'the variant has its address');
			same(await page.evaluate(() => window.sameDocument), true, 'without loading the page');
			same(await focus(page), id, 'the focus stays on the choice');
		},
		after: async (page) => {
			const at = page.url();
			await page.goBack();
			await page.waitForURL((url) => String(url) !== at);
			await page.locator('main:not([aria-busy])').waitFor();
			same(await page.evaluate(() => window.sameDocument), true, 'back without loading the page');
		},
	},
	{ name: 'all brands', path: () => '/brands', options: { width: 820 } },
	{ name: 'all categories', path: () => '/categories', options: { width: 1440 } },
	{ name: 'a filter that fits nothing', path: (shop) => `${shop.pages.category}?price_min=999999`, options: phone },
	{ name: 'a price that is none', path: (shop) => `${shop.pages.category}?price_min=cheap`, options: phone, status: [200, 400, 404, 422] },
	{ name: 'a slip of the pen', path: (shop) => `/search?q=${encodeURIComponent(shop.word.slice(0, -1) + 'q')}`, options: { width: 820 } },
	{ name: 'what a problem means', path: () => '/problems/not-found', options: phone },
	{ name: 'an error that nginx answers', path: () => `/search?q=${'x'.repeat(12000)}`, options: phone, status: [413, 414] },
	{ name: 'a static file that is none', path: () => '/static/none.css', options: { width: 820 }, status: [404] },
	{ name: '200 % zoom', path: (shop) => shop.pages.product, options: { width: 640, height: 400 } },
	{ name: '200 % zoom of a listing', path: (shop) => shop.pages.category, options: { width: 640, height: 400 } },
];

export const tests = states.flatMap((state) => ['light', 'dark'].map((scheme) => ({
	name: `state: ${state.name}, ${scheme}`,
	run: async (shop) => {
		const status = state.status ?? [200];
		const page = await shop.open(state.path(shop), { ...state.options, scheme });
		try {
			same(status.includes(page.answer.status()), true, `status ${page.answer.status()} among ${status}`);
			await state.make?.(page, shop);
			await inspect(page, { status: page.answer.status(), shot: `state-${state.name}-${scheme}`.replace(/\W+/g, '-') });
			await state.after?.(page, shop);
		} finally {
			await page.done();
		}
	},
})));

// The keyboard: the first stop is the way past the header, every stop can be seen, and the focus ring has an outline.
tests.push({
	name: 'keyboard: skip link, visible focus',
	run: async (shop) => {
		for (const kind of ['home', 'category', 'product']) {
			const page = await shop.open(shop.pages[kind]);
			await page.keyboard.press('Tab');
			same(await focus(page), 'skip-link', `${kind}: the first stop`);
			for (let i = 0; i < 40; i++) {
				const seen = await page.evaluate(() => {
					const e = document.activeElement, box = e.getBoundingClientRect(), style = getComputedStyle(e);
					const on = e === document.body || (box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth);
					return on && (e === document.body || style.outlineStyle !== 'none') ? '' : e.outerHTML.slice(0, 120);
				});
				same(seen, '', `${kind}: stop ${i} is seen, with a ring`);
				await page.keyboard.press('Tab');
				await page.waitForTimeout(20);
			}
			await page.keyboard.press('Home');
			await page.locator('.skip-link').focus();
			await page.keyboard.press('Enter');
			same(await focus(page), 'main', `${kind}: the skip link's end`);
			await page.done();
		}
	},
});
