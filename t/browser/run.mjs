// run.mjs - what a browser sees, against a running shop: MERCER_URL (https://localhost:8443 by default).
//
//	node run.mjs [-v] [NAME...]      only tests whose name contains NAME
//
// A test that ends with a fault of the browser's own protocol or of Lighthouse's recording, and not with anything that a test asserts, is run
// once more, and said so.
// Every *.test.mjs beside this file exports `tests`: an array of { name, run(shop) }.  Ends with "N passed, N failed"; a test that
// cannot run here throws Skip.  Screenshots go to MERCER_SHOTS when it is set.
import { readdirSync } from 'node:fs';
import { openShop, Skip } from './shop.mjs';

const wanted = process.argv.slice(2).filter((a) => a !== '-v');
const verbose = process.argv.includes('-v');
const here = new URL('.', import.meta.url);
const tests = [];
for (const file of readdirSync(here).filter((f) => f.endsWith('.test.mjs')).sort())
	tests.push(...(await import(new URL(file, here))).tests);

let passed = 0, failed = 0, skipped = 0;
let shop;
try {
	shop = await openShop(process.env.MERCER_URL ?? 'https://localhost:8443');
} catch (e) {
	console.log(`FAIL the shop does not open: ${e.message}`);
	console.log('0 passed, 1 failed');
	process.exit(1);
}
const ofTheBrowser = /Protocol error|Target crashed|Page crashed|Target page, context or browser has been closed|Please run Lighthouse again/;
async function run(test) {
	try {
		await test.run(shop);
	} catch (e) {
		if (e instanceof Skip || !ofTheBrowser.test(e.message))
			throw e;
		console.log(`again ${test.name}: ${e.message.split('\n')[0]}`);
		await test.run(shop);
	}
}
for (const test of tests.filter((t) => !wanted.length || wanted.some((w) => t.name.includes(w)))) {
	try {
		await run(test);
		passed++;
		if (verbose)
			console.log(`ok   ${test.name}`);
	} catch (e) {
		if (e instanceof Skip) {
			skipped++;
			console.log(`skip ${test.name}: ${e.message}`);
		} else {
			failed++;
			if (process.env.STACK) console.log(e.stack);
			console.log(`FAIL ${test.name}: ${e.message.split('\n').slice(0, 12).join('\n     ')}`);
		}
	}
}
await shop.close();
console.log(`${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`);
process.exit(failed ? 1 : 0);
