// The cart: every state of its pages on a phone and a desk, in English and German, light and dark, with and without JavaScript; the mini cart; keyboard.
import { inspect, same } from './shop.mjs';

const base = (locale) => (locale === 'de' ? '/de' : '');
const looks = [{ width: 390, locale: 'en', scheme: 'light' }, { width: 1440, locale: 'de', scheme: 'dark' }, { width: 320, locale: 'de', scheme: 'light' }, { width: 1440, locale: 'en', scheme: 'light' }];
const name = ({ width, locale, scheme }) => `${width} px, ${locale}, ${scheme}`;

// Products that can be bought, by their pages.
async function goods(shop) {
	const items = (await (await fetch(`${shop.base}/api/v1/products?limit=24`)).json()).items, found = [];
	for (const item of items) {
		const path = item.url.replace(/^https?:\/\/[^/]+/, '');
		if ((await (await shop.get(path)).text()).includes('class="buy"'))
			found.push(path);
		if (found.length === 5)
			break;
	}
	return found;
}

// Without JavaScript, whatever the page's own setting: the form as it stands.
async function put(page, shop, locale, path, quantity = 1) {
	await page.goto(shop.base + base(locale) + path);
	await page.fill('.buy [name=quantity]', String(quantity));
	await Promise.all([page.waitForURL(/\/cart\?done=added/), page.click('.buy button')]);
}
const total = (page) => page.locator('.sums__total dd').innerText();
const count = (page) => page.locator('.line').count();

// axe needs JavaScript: the same visitor's same address, in a window that has it.
async function examine(page, look, shot) {
	const context = await page.context().browser().newContext({ viewport: { width: look.width, height: 900 }, colorScheme: look.scheme, ignoreHTTPSErrors: true,
		storageState: await page.context().storageState() });
	const twin = await context.newPage();
	twin.trouble = [];
	twin.on('console', (m) => m.type() === 'error' && twin.trouble.push(m.text()));
	twin.on('pageerror', (e) => twin.trouble.push(e.message));
	await twin.goto(page.url(), { waitUntil: 'load' });
	await inspect(twin, { shot });
	await context.close();
}
async function settled(page) {
	await page.waitForFunction(() => !document.querySelector('main[aria-busy]'));
}

export const tests = [
	...looks.slice(0, 3).map((look) => ({
		name: `cart: every state, no JavaScript, ${name(look)}`,
		run: async (shop) => {
			const [a, b, c] = await goods(shop);
			const page = await shop.open(base(look.locale) + '/cart', { ...look, script: false });
			const at = `cart-${look.locale}-${look.width}`;
			await examine(page, look, `${at}-empty`);
			await put(page, shop, look.locale, a, 2);
			await examine(page, look, `${at}-one`);
			await put(page, shop, look.locale, b);
			await put(page, shop, look.locale, c);
			same(await count(page), 3, 'lines');
			await page.locator('.line [name=action][value=save]').first().click();
			await page.locator('.keep').waitFor();
			await examine(page, look, `${at}-saved`);
			await page.locator('.line [name=action][value=remove]').first().click();
			await page.locator('.cart__undo').waitFor();
			await examine(page, look, `${at}-removed`);
			await page.locator('.cart__undo button').click();
			await page.waitForURL(/done=added/);
			await page.locator('.quantity__number').first().fill('9000');
			await page.locator('.line .quantity__update').first().click();
			await page.locator('.problems--blocks').waitFor();
			same(await page.locator('a[href$="/checkout"]').count(), 0, 'ways to the checkout of a cart that cannot be ordered');
			await page.locator('.coupon summary').click();
			await page.locator('#code').fill('no such code');
			await page.locator('.coupon__form button').click();
			await page.locator('.code--refused').waitFor();
			await examine(page, look, `${at}-problems`);
			await page.locator('.code button').click();
			await page.waitForURL(/code-removed/);
			await page.locator('.cart__share button').click();
			await page.locator('#share').waitFor();
			await examine(page, look, `${at}-share`);
			const link = await page.locator('#share').inputValue();
			await page.done();
			const other = await shop.open(link.slice(shop.base.length), { ...look, script: false });
			await examine(other, look, `${at}-shared`);
			await other.locator('.cart__ways .button').click();
			await other.waitForURL(/done=copied/);
			same(await count(other), 2, 'lines that were copied');
			await other.done();
		},
	})),
	...[looks[0], looks[1]].map((look) => ({
		name: `cart: with JavaScript, ${name(look)}`,
		run: async (shop) => {
			const [a, b] = await goods(shop);
			const page = await shop.open(base(look.locale) + a, look);
			same(await page.locator('[data-pieces]').isHidden(), true, 'no number without a cart');
			await page.locator('.buy button').click();
			await page.locator('.mini__added').waitFor();
			await page.waitForTimeout(250);
			same(await page.locator('.site-header [data-pieces]').innerText(), '1', 'the number in the header');
			await inspect(page, { shot: `cart-${look.locale}-${look.width}-drawer` });
			await page.keyboard.press('Escape');
			same(await page.locator('dialog[open]').count(), 0, 'open dialogs after Escape');
			// Two presses at once are two pieces only when they are two presses: a double click sends once while it is on its way.
			await page.locator('.buy button').dblclick();
			await page.locator('.mini__added').waitFor();
			await page.waitForTimeout(600);
			await page.keyboard.press('Escape');
			await page.goto(shop.base + base(look.locale) + b);
			await page.locator('.buy button').click();
			await page.locator('.mini__added').waitFor();
			await Promise.all([page.waitForURL(/\/cart$/), page.locator('.mini__go a').first().click()]);
			same(await count(page), 2, 'lines');
			const before = await total(page);
			await page.locator('.quantity__step').nth(1).click();
			await page.waitForFunction((t) => document.querySelector('.sums__total dd').innerText !== t, before);
			await settled(page);
			same(/-more$/.test(await page.evaluate(() => document.activeElement.id)), true, 'the focus stays on "more"');
			await inspect(page, { shot: `cart-${look.locale}-${look.width}-js` });
			await page.locator('.line [name=action][value=remove]').first().click();
			await page.locator('.cart__undo button').waitFor();
			await settled(page);
			same(await count(page), 1, 'lines after one was taken out');
			await page.locator('.cart__undo button').click();
			await page.waitForFunction(() => document.querySelectorAll('.line').length === 2);
			await page.locator('.quantity__number').first().fill('0');
			await page.locator('.quantity__number').first().press('Enter');
			await page.waitForFunction(() => document.querySelectorAll('.line').length === 1);
			await settled(page);
			same(await page.locator('.site-header [data-pieces]').innerText(), String(await page.locator('.quantity__number').inputValue()), 'the number in the header follows');
			await page.done();
		},
	})),
	{
		name: 'cart: the header of a cached page shows the number after a visit elsewhere',
		run: async (shop) => {
			const [a] = await goods(shop);
			const page = await shop.open('/', { script: true });
			await page.goto(shop.base + a);
			await page.locator('.buy button').click();
			await page.locator('.mini__added').waitFor();
			await page.goto(shop.base + '/');
			same(await page.locator('.site-header [data-pieces]').innerText(), '1', 'the number on the home page');
			await page.locator('[data-cart]').click();
			await page.locator('.mini__line').waitFor();
			same(await page.locator('.mini__line').count(), 1, 'lines of the mini cart');
			await page.done();
		},
	},
];
