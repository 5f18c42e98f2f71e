// Logging in with an account elsewhere, against a real OpenID provider (npm oidc-provider) that runs here for the time of the tests.
//
// It needs the operator's command of the shop under test (MERCER_VAR says where its configuration is) to make the provider known.
import { execFileSync } from 'node:child_process';
import { createServer } from 'node:http';
import { existsSync } from 'node:fs';
import { inspect, none, same, Skip } from './shop.mjs';

const top = new URL('../..', import.meta.url).pathname;
const build = process.env.MERCER_BUILD ?? `${top}build`;
const run = Math.random().toString(36).slice(2, 8); // addresses of this run
const code = `test-${run}`; // and its provider: what earlier runs connected stays theirs

// Who may log in at the provider, and what it says about them.
const people = {
	alpha: { email: `alpha.${run}@example.org`, email_verified: true, given_name: 'Alpha', family_name: 'Example' },
	beta: { email: `beta.${run}@example.org`, email_verified: false, given_name: 'Beta' },
	gamma: { email: `gamma.${run}@example.org`, email_verified: true },
};

let known; // the provider, once it runs

function mercer(args, input = '') {
	const conf = `${process.env.MERCER_VAR}/mercer.conf`;
	if (!process.env.MERCER_VAR || !existsSync(conf))
		throw new Skip('MERCER_VAR does not say whose shop may be changed');
	return execFileSync(`${build}/bin/mercer/mercer`, ['-c', conf, ...args], { input, encoding: 'utf8', stdio: ['pipe', 'pipe', 'pipe'] });
}

async function provider(shop) {
	if (known)
		return known;
	let Provider;
	try {
		({ default: Provider } = await import('oidc-provider'));
	} catch {
		throw new Skip('npm oidc-provider is not installed');
	}
	const server = createServer();
	await new Promise((r) => server.listen(0, '127.0.0.1', r));
	server.unref();
	const issuer = `http://127.0.0.1:${server.address().port}`;
	console.warn = console.info = () => {}; // it says at length, and again, that it is for development here
	const op = new Provider(issuer, {
		clients: [{
			client_id: 'mercer shop', client_secret: 'a secret: with/odd+characters', redirect_uris: [`${shop.base}/login/from/${code}`],
			response_types: ['code'], grant_types: ['authorization_code'], token_endpoint_auth_method: 'client_secret_basic',
		}],
		claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['given_name', 'family_name'] },
		conformIdTokenClaims: false, // claims stand in the ID token itself
		findAccount: (ctx, id) => (people[id] ? { accountId: id, claims: () => ({ sub: id, ...people[id] }) } : undefined),
		pkce: { required: () => true },
		cookies: { keys: ['for a test only'] },
	});
	const notes = { answers: [] };
	op.on('authorization.success', () => notes.answers.push('code'));
	server.on('request', op.callback());
	mercer(['provider', 'put', code, '--name=Test ID', `--issuer=${issuer}`, '--client=mercer shop', '--trust-email'], 'a secret: with/odd+characters\n');
	known = { issuer, notes, server };
	return known;
}

// The provider's own pages (its built-in development interaction): who one is, and yes.
async function say(page, who) {
	await page.waitForURL(/127\.0\.0\.1/);
	await page.fill('input[name=login]', who);
	await page.fill('input[name=password]', 'any');
	await page.click('button[type=submit]');
	await page.waitForSelector('form button[type=submit]');
	await page.click('form button[type=submit]');
}

async function sql(text) {
	return execFileSync(`${top}dev`, ['mysql', '-N', '-B', '-e', text], { encoding: 'utf8', env: process.env }).trim();
}

async function withProvider(page, shop, who) {
	await page.goto(`${shop.base}/login?back=%2Faccount%2Faddresses`);
	await page.click('a:has-text("Test ID")');
	await say(page, who);
	await page.waitForURL(`${shop.base}/**`);
	page.trouble.length = 0; // what the provider's pages say is not ours
}

export const tests = [
	{
		name: 'provider: a new customer, who comes again',
		run: async (shop) => {
			await provider(shop);
			for (const script of [true, false]) {
				const page = await shop.open('/login', { script });
				if (script)
					await inspect(page, { shot: 'login-provider' });
				await withProvider(page, shop, 'alpha');
				same(new URL(page.url()).pathname, '/account/addresses', 'the place that was asked for');
				const session = (await page.context().cookies()).find((c) => c.name === '__Host-sid');
				same(`${session?.httpOnly} ${session?.secure} ${session?.sameSite}`, 'true true Lax', 'the session');
				same((await page.context().cookies()).some((c) => c.name === '__Host-oidc'), false, 'the state is gone');
				await page.goto(`${shop.base}/account/identities`);
				if (script)
					await inspect(page, { shot: 'identities' });
				same(await page.locator('.row__title').innerText(), 'Test ID', 'it is connected');
				await page.done();
			}
			same(await sql(`SELECT COUNT(*) FROM account WHERE email = '${people.alpha.email}' AND state = 'active'`), '1', 'one account of two logins');
		},
	},
	{
		name: 'provider: the last way in stays',
		run: async (shop) => {
			await provider(shop);
			const page = await shop.open('/login');
			await withProvider(page, shop, 'alpha');
			await page.goto(`${shop.base}/account/identities`);
			await page.click('.row button[type=submit]');
			await page.waitForSelector('[role=alert]');
			await inspect(page, { status: 409, shot: 'identities-last' });
			same(await page.locator('.row__title').count(), 1, 'still connected');
			await page.done();
		},
	},
	{
		name: 'provider: no word about the address, no account',
		run: async (shop) => {
			await provider(shop);
			const page = await shop.open('/login');
			await withProvider(page, shop, 'beta');
			await page.waitForSelector('h1:has-text("One more step")');
			await inspect(page, { shot: 'provider-unverified' });
			same(await sql(`SELECT COUNT(*) FROM account WHERE email = '${people.beta.email}'`), '0', 'accounts');
			same((await page.context().cookies()).some((c) => c.name === '__Host-sid'), false, 'a session');
			await page.done();
		},
	},
	{
		name: 'provider: an account that exists is never opened by a word',
		run: async (shop) => {
			await provider(shop);
			mercer(['account', 'create', people.gamma.email], 'a long password that nobody else has\n');
			let page = await shop.open('/login');
			await withProvider(page, shop, 'gamma');
			await page.waitForSelector('h1:has-text("You have an account already")');
			same((await page.context().cookies()).some((c) => c.name === '__Host-sid'), false, 'a session');
			same(await sql(`SELECT COUNT(*) FROM account_identity WHERE subject = 'gamma' AND provider_id = (SELECT id FROM identity_provider WHERE code = '${code}')`), '0', 'connected');
			await page.done();
			// From inside, with the password, it is connected; and opens from then on.
			page = await shop.open('/login');
			await page.fill('input[name=email]', people.gamma.email);
			await page.fill('input[name=password]', 'a long password that nobody else has');
			await page.click('main button[type=submit]:has-text("Log in")');
			await page.waitForURL('**/account');
			await page.goto(`${shop.base}/account/identities`);
			await page.click('button[name=provider]');
			await say(page, 'gamma');
			await page.waitForURL('**/account/identities?done=connected');
			await page.done();
			page = await shop.open('/login');
			await withProvider(page, shop, 'gamma');
			same(new URL(page.url()).pathname, '/account/addresses', 'logged in');
			await page.goto(`${shop.base}/account/identities`);
			await page.click('.row button[type=submit]');
			await page.waitForURL('**/account/identities?done=disconnected');
			await page.done();
		},
	},
	{
		name: 'provider: answers that another browser began, changed ones and old ones are refused',
		run: async (shop) => {
			await provider(shop);
			const refused = async (query, cookie) => {
				const r = await shop.get(`/login/from/${code}?${query}`, { headers: cookie ? { cookie } : {} });
				same(r.status, 400, `status of ${query}`);
				same((r.headers.get('set-cookie') ?? '').includes('__Host-sid'), false, 'a session');
			};
			const begin = await shop.get(`/login/with/${code}`);
			same(begin.status, 303, 'on to the provider');
			const url = new URL(begin.headers.get('location')), cookie = begin.headers.get('set-cookie').split(';')[0];
			same(url.searchParams.get('code_challenge_method'), 'S256', 'PKCE');
			const state = url.searchParams.get('state'), iss = encodeURIComponent(known.issuer);
			await refused(`code=x&state=${state}&iss=${iss}`); // no cookie: another browser
			await refused(`code=x&state=${state}x&iss=${iss}`, cookie);
			await refused(`code=x&state=&iss=${iss}`, cookie);
			await refused(`code=x&state=${state}&iss=https%3A%2F%2Fevil.example`, cookie); // mix-up
			await refused(`code=x&state=${state}`, cookie); // the provider says that it always sends iss
			await refused(`code=x&state=${state}&iss=${iss}`, cookie); // a code that it never gave
			await refused(`state=${state}&iss=${iss}`, cookie);
			await refused(`code=x&state=${state}&iss=${iss}`, cookie.slice(0, -3) + 'AAA');
			const no = await shop.get(`/login/from/${code}?error=access_denied&state=${state}&iss=${iss}`, { headers: { cookie } });
			same(`${no.status} ${no.headers.get('location')}`, '303 /login', 'somebody who said no');
			same((await shop.get('/login/with/nobody')).status, 404, 'no such provider');
			const away = await shop.get(`/login/with/${code}?back=https://evil.example/`);
			same(away.status, 303, 'a foreign place to return to is dropped later');
		},
	},
	{
		name: 'provider: away',
		run: async (shop) => {
			await provider(shop);
			mercer(['provider', 'put', 'nowhere', '--name=Nowhere', '--issuer=http://127.0.0.1:9', '--client=x'], '\n');
			const page = await shop.open('/login/with/nowhere');
			same(page.answer.status(), 503, 'status');
			await inspect(page, { status: 503, shot: 'provider-away' });
			await page.done();
			mercer(['provider', 'remove', 'nowhere']);
			mercer(['provider', 'put', code, '--off'], '\n');
			none(await (async () => {
				const p = await shop.open('/login');
				const n = await p.locator('.providers').count();
				await p.done();
				return n ? ['a button of a provider that is off'] : [];
			})(), 'login page');
			known.server.close();
		},
	},
];
