// Valid HTML: the Nu checker has no error on any page, nor on the error pages of nginx.  It is a Java program; without it: skipped.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { none, Skip } from './shop.mjs';

const jar = fileURLToPath(new URL('node_modules/vnu-jar/build/dist/vnu.jar', import.meta.url));

function checker() {
	if (!existsSync(jar))
		throw new Skip('vnu-jar is not installed');
	try {
		execFileSync('java', ['-version'], { stdio: 'ignore' });
	} catch {
		throw new Skip('no Java here');
	}
}

function errors(html) {
	const run = spawnSync('java', ['-Xmx512m', '-jar', jar, '--format', 'json', '--exit-zero-always', '-'], { input: html, encoding: 'utf8', maxBuffer: 1 << 26 });
	if (run.status !== 0)
		throw new Error(`the checker ended with ${run.status}: ${run.stderr.slice(0, 300)}`);
	return JSON.parse(run.stderr).messages.filter((m) => m.type === 'error')
		.map((m) => `line ${m.lastLine}: ${m.message} ${(m.extract ?? '').replace(/\s+/g, ' ').slice(0, 120)}`);
}

const more = {
	'home, German': () => '/de/',
	'a filter': async (shop) => `${shop.pages.category}?price_max=100`,
	brands: () => '/brands',
	categories: () => '/categories',
	'a problem': () => '/problems/not-found',
	'not found by nginx': () => '/static/none.css',
};

export const tests = ['home', 'category', 'product', 'search', 'brand', 'collection', 'nothing found', 'not found', ...Object.keys(more)].map((name) => ({
	name: `valid: ${name}`,
	run: async (shop) => {
		checker();
		const path = more[name] ? await more[name](shop) : shop.pages[name];
		if (path)
			none(errors(await (await shop.get(path, { headers: { Accept: 'text/html' } })).text()), 'errors');
	},
}));
