// Lighthouse, mobile: performance at least 95, the other three 100.  Performance is timed, and a busy machine is no fault of the page: its score is
// printed, and asserted only with MERCER_LIGHTHOUSE=strict.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chrome, none } from './shop.mjs';

const least = { performance: 95, accessibility: 100, 'best-practices': 100, seo: 100 };

export async function lighthouse(url, headers = {}) {
	const dir = mkdtempSync(join(tmpdir(), 'mercer-lighthouse-'));
	const out = join(dir, 'report.json');
	try {
		await new Promise((resolve, reject) => {
			const child = spawn(process.execPath, [new URL('node_modules/lighthouse/cli/index.js', import.meta.url).pathname, url,
				'--quiet', '--output=json', `--extra-headers=${JSON.stringify(headers)}`, `--output-path=${out}`, '--only-categories=' + Object.keys(least).join(','),
				'--chrome-flags=--headless=new --no-sandbox --ignore-certificate-errors --disable-dev-shm-usage'],
			{ env: { ...process.env, CHROME_PATH: chrome }, stdio: ['ignore', 'ignore', 'pipe'] });
			let said = '';
			child.stderr.on('data', (d) => (said += d));
			child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(said.slice(-500)))));
		});
		return JSON.parse(readFileSync(out));
	} finally {
		rmSync(dir, { recursive: true, force: true });
	}
}

function misses(report) {
	const out = [];
	for (const [id, wanted] of Object.entries(least)) {
		const { score, auditRefs } = report.categories[id];
		if (Math.round(score * 100) >= wanted)
			continue;
		const why = auditRefs.filter((a) => a.weight > 0 && (report.audits[a.id].score ?? 1) < 0.9).map((a) => a.id);
		out.push(`${id} ${Math.round(score * 100)} < ${wanted}: ${why.join(', ')}`);
	}
	return out;
}

const strict = process.env.MERCER_LIGHTHOUSE === 'strict';

/* What counts of a page's misses. */
function counted(name, all) {
	return all.filter((w) => {
		if (w.startsWith('performance') && !strict) {
			console.log(`note lighthouse: ${name}: ${w}`);
			return false;
		}
		// Internal search results ask not to be indexed, on purpose: that is SEO's one complaint there.
		return !(name === 'search' && /^seo \d+ < 100: is-crawlable$/.test(w));
	});
}

export const tests = ['home', 'category', 'product', 'search'].map((name) => ({
	name: `lighthouse: ${name}`,
	run: async (shop) => {
		const look = async () => counted(name, misses(await lighthouse(shop.base + shop.pages[name])));
		let worst = await look();
		if (worst.length)
			worst = await look(); // a browser that stumbled once is no fault of the page
		none(worst, 'Lighthouse');
	},
}));
