// Every template, light and dark, in both languages: axe finds nothing, nothing is reported to the console (a CSP violation is).
import { inspect, same, widths } from './shop.mjs';

async function check(shop, path, options, expected) {
	const page = await shop.open(path, options);
	try {
		same(page.answer.status(), expected, `status of ${path}`);
		await inspect(page, { status: expected, shot: options.shot });
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
