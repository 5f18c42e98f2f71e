// Every template, light and dark, in both languages: axe finds nothing, nothing is reported to the console (a CSP violation is).
import AxeBuilder from '@axe-core/playwright';
import { none, same, widths } from './shop.mjs';

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

async function check(shop, path, options, expected) {
	const page = await shop.open(path, options);
	try {
		same(page.answer.status(), expected, `status of ${path}`);
		const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze();
		none(violations.map((v) => `${v.id}: ${v.help}: ${v.nodes.slice(0, 3).map((n) => n.target.join(' ')).join(' | ')}`), 'axe');
		none(page.trouble.filter((t) => !(expected === 404 && t.includes('404'))), 'console');
		// 320 px reflow (1.4.10) is checked by the narrowest width: no sideways scrolling.
		const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
		same(over, 0, 'pixels of sideways scrolling');
		if (process.env.MERCER_SHOTS)
			await page.screenshot({ path: `${process.env.MERCER_SHOTS}/${options.shot}.png`, fullPage: true });
	} finally {
		await page.done();
	}
}

const names = ['home', 'category', 'product', 'search', 'brand', 'collection', 'nothing found', 'not found'];
export const tests = [];
for (const name of names)
	for (const locale of ['', '/de'])
		for (const scheme of ['light', 'dark'])
			for (const width of [320, ...widths].filter((w) => w === 390 || (locale === '' && scheme === 'light')))
				tests.push({
					name: `access: ${name} ${locale || '/en'} ${scheme} ${width}`,
					run: async (shop) => {
						if (!shop.pages[name])
							return; // this shop has none
						const path = (locale + shop.pages[name]).replace(/\/$/, '') || '/';
						const shot = `${name}-${locale.slice(1) || 'en'}-${scheme}-${width}`.replace(/ /g, '-');
						await check(shop, path, { width, scheme, shot }, name === 'not found' ? 404 : 200);
					},
				});
