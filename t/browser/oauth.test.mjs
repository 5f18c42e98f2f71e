// The authorization server, judged by strict clients (npm oauth4webapi, openid-client, jose) and seen in a browser.
//
// It needs the operator's command of the shop under test (MERCER_VAR says where its configuration is) to make a customer and clients.
import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { inspect, same, Skip } from './shop.mjs';

const top = new URL('../..', import.meta.url).pathname;
const build = process.env.MERCER_BUILD ?? `${top}build`;
const run = randomBytes(4).toString('hex');
const back = 'https://app.example/back';
const password = 'a quiet lantern above the harbour';

function mercer(args, input = '') {
	const conf = `${process.env.MERCER_VAR}/mercer.conf`;
	if (!process.env.MERCER_VAR || !existsSync(conf))
		throw new Skip('MERCER_VAR does not say whose shop may be changed');
	return execFileSync(`${build}/bin/mercer/mercer`, ['-c', conf, ...args], { input, encoding: 'utf8', stdio: ['pipe', 'pipe', 'pipe'] });
}
const value = (text, name) => text.match(new RegExp(`^${name}\\s+(\\S+)$`, 'm'))?.[1];

async function npm(name) {
	try {
		return await import(name);
	} catch {
		throw new Skip(`npm ${name} is not installed`);
	}
}

let known;
// A customer, three clients, and a browser in which the customer is logged in.
async function setup(shop) {
	if (known)
		return known;
	const email = `oauth.${run}@example.org`;
	mercer(['account', 'create', email, '--name', 'Nina'], `${password}\n`);
	const create = (...args) => {
		const text = mercer(['oauth', 'client', 'create', ...args]);
		return { id: value(text, 'client_id'), secret: value(text, 'client_secret') };
	};
	const app = create('--name', `Parcel Pilot ${run}`, '--scope', 'profile.read address.read address.write', '--redirect', back, '--public');
	const web = create('--name', `Wardrobe ${run}`, '--scope', 'profile.read', '--redirect', `${back}2`);
	const office = create('--name', `Warehouse ${run}`, '--scope', 'customer.read event.read');
	const page = await shop.open('/login');
	await page.fill('input[name=email]', email);
	await page.fill('input[name=password]', password);
	await page.click('main form button[type=submit]');
	await page.waitForURL((u) => !u.pathname.endsWith('/login'));
	const cookies = await page.context().cookies();
	const cookie = cookies.map((c) => `${c.name}=${c.value}`).join('; ');
	known = { email, app, web, office, page, cookies, cookie };
	return known;
}

const challenge = (verifier) => createHash('sha256').update(verifier).digest('base64url');
const fresh = () => randomBytes(32).toString('base64url');

function authorizeUrl(shop, client, more = {}) {
	const verifier = fresh();
	const args = { response_type: 'code', client_id: client.id, redirect_uri: client === known.web ? `${back}2` : back, scope: 'profile.read', state: fresh(),
		code_challenge: challenge(verifier), code_challenge_method: 'S256', ...more };
	for (const [k, v] of Object.entries(args))
		if (v === undefined)
			delete args[k];
	return { path: `/oauth/authorize?${new URLSearchParams(args)}`, verifier, args };
}

// As the logged-in customer, without following redirects.
const ask = (shop, path) => shop.get(path, { headers: { Cookie: known.cookie } });

// Consent through the form, as a browser without JavaScript sends it; gives the address that the browser is sent to.
async function consent(shop, path, decision = 'allow') {
	const answer = await ask(shop, path);
	if (answer.status === 303)
		return answer;
	same(answer.status, 200, 'the consent page');
	const html = await answer.text();
	const form = html.slice(html.indexOf('class="consent__card"'));
	const body = new URLSearchParams();
	for (const [tag] of form.matchAll(/<input type="hidden"[^>]*>/g)) {
		const decode = (s) => s.replace(/&quot;/g, '"').replace(/&#39;/g, "'").replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&');
		body.append(decode(tag.match(/name="([^"]*)"/)[1]), decode(tag.match(/value="([^"]*)"/)[1]));
	}
	body.delete('currency'); // the footer's
	body.append('decision', decision);
	return shop.get('/oauth/authorize', { method: 'POST', body, headers: { Cookie: known.cookie, Origin: shop.base } });
}

async function codeOf(shop, client, more) {
	const { path, verifier, args } = authorizeUrl(shop, client, more);
	const answer = await consent(shop, path);
	same(answer.status, 303, 'after consent');
	const to = new URL(answer.headers.get('location'));
	same(to.searchParams.get('error'), null, 'error');
	return { code: to.searchParams.get('code'), verifier, args };
}

function post(shop, path, body, headers = {}) {
	return shop.get(path, { method: 'POST', body: body instanceof URLSearchParams || typeof body === 'string' ? body : new URLSearchParams(body),
		headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...headers } });
}
const basic = (id, secret) => ({ Authorization: `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64')}` });

async function refused(answer, status, error) {
	same(answer.status, status, `status, where ${error} is expected`);
	const json = await answer.json();
	same(json.error, error, 'error');
	same(answer.headers.get('cache-control'), 'no-store', 'Cache-Control');
}
async function tokens(shop, client, more) {
	const { code, verifier, args } = await codeOf(shop, client, more);
	const answer = await post(shop, '/oauth/token', { grant_type: 'authorization_code', code, redirect_uri: args.redirect_uri, code_verifier: verifier,
		client_id: client.id, ...(client.secret ? { client_secret: client.secret } : {}) });
	same(answer.status, 200, 'tokens');
	return { code, verifier, args, ...(await answer.json()) };
}
const me = async (shop, token) => (await shop.get('/api/v1/me', { headers: { Authorization: `Bearer ${token}` } })).status;
const sentBack = (answer) => {
	same(answer.status, 303, 'status');
	return new URL(answer.headers.get('location'));
};

async function strict(shop) {
	const oauth = await npm('oauth4webapi');
	const issuer = new URL(shop.base);
	const as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, { algorithm: 'oauth2' }));
	return { oauth, as };
}

export const tests = [
	{
		name: 'oauth: oauth4webapi, client credentials',
		run: async (shop) => {
			const { office } = await setup(shop);
			const { oauth, as } = await strict(shop);
			for (const auth of [oauth.ClientSecretBasic(office.secret), oauth.ClientSecretPost(office.secret)]) {
				const client = { client_id: office.id };
				const answer = await oauth.clientCredentialsGrantRequest(as, client, auth, { scope: 'event.read' });
				const got = await oauth.processClientCredentialsResponse(as, client, answer);
				same(got.scope, 'event.read', 'scope');
				same(got.refresh_token, undefined, 'a refresh token');
				const seen = await oauth.processIntrospectionResponse(as, client, await oauth.introspectionRequest(as, client, auth, got.access_token));
				same(`${seen.active} ${seen.sub} ${seen.scope}`, `true ${office.id} event.read`, 'introspection');
				await oauth.processRevocationResponse(await oauth.revocationRequest(as, client, auth, got.access_token));
				const after = await oauth.processIntrospectionResponse(as, client, await oauth.introspectionRequest(as, client, auth, got.access_token));
				same(after.active, false, 'active after revocation');
			}
		},
	},
	{
		name: 'oauth: oauth4webapi, code with PKCE, refresh, revoke',
		run: async (shop) => {
			const { app } = await setup(shop);
			const { oauth, as } = await strict(shop);
			const client = { client_id: app.id };
			const verifier = oauth.generateRandomCodeVerifier(), state = oauth.generateRandomState();
			const url = new URL(as.authorization_endpoint);
			url.search = new URLSearchParams({ response_type: 'code', client_id: app.id, redirect_uri: back, scope: 'profile.read address.read', state,
				code_challenge: await oauth.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256' });
			const to = sentBack(await consent(shop, url.pathname + url.search));
			const params = oauth.validateAuthResponse(as, client, to, state); // iss among them (RFC 9207)
			const answer = await oauth.authorizationCodeGrantRequest(as, client, oauth.None(), params, back, verifier);
			const got = await oauth.processAuthorizationCodeResponse(as, client, answer);
			same(got.scope, 'profile.read address.read', 'scope');
			same(await me(shop, got.access_token), 200, '/me with the token');
			const again = await oauth.processRefreshTokenResponse(as, client, await oauth.refreshTokenGrantRequest(as, client, oauth.None(), got.refresh_token));
			same(again.refresh_token !== got.refresh_token, true, 'rotated');
			same(await me(shop, again.access_token), 200, '/me with the new token');
			// The resource server's view of the same library.
			const request = new Request(`${shop.base}/api/v1/me`, { headers: { Authorization: `Bearer ${again.access_token}` } });
			const claims = await oauth.validateJwtAccessToken(as, request, `${shop.base}/api`, {});
			same(claims.client_id, app.id, 'client_id');
			await oauth.processRevocationResponse(await oauth.revocationRequest(as, client, oauth.None(), again.refresh_token));
			same(await me(shop, again.access_token), 401, '/me after revocation');
		},
	},
	{
		name: 'oauth: openid-client, both flows',
		run: async (shop) => {
			const { web, office } = await setup(shop);
			const oidc = await npm('openid-client');
			const shopConfig = await oidc.discovery(new URL(shop.base), office.id, office.secret, undefined, { algorithm: 'oauth2' });
			same((await oidc.clientCredentialsGrant(shopConfig, { scope: 'customer.read' })).scope, 'customer.read', 'scope');
			const config = await oidc.discovery(new URL(shop.base), web.id, web.secret, oidc.ClientSecretBasic(web.secret), { algorithm: 'oauth2' });
			const verifier = oidc.randomPKCECodeVerifier(), state = oidc.randomState();
			const url = oidc.buildAuthorizationUrl(config, { redirect_uri: `${back}2`, scope: 'profile.read', state,
				code_challenge: await oidc.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256' });
			const to = sentBack(await consent(shop, url.pathname + url.search));
			const got = await oidc.authorizationCodeGrant(config, to, { pkceCodeVerifier: verifier, expectedState: state });
			same(await me(shop, got.access_token), 200, '/me');
			const again = await oidc.refreshTokenGrant(config, got.refresh_token);
			same(await me(shop, again.access_token), 200, '/me after refresh');
			// The same consent is not asked for twice: straight back.
			const second = await ask(shop, authorizeUrl(shop, web).path);
			same(second.status, 303, 'remembered');
			same(new URL(second.headers.get('location')).searchParams.has('code'), true, 'a code');
		},
	},
	{
		name: 'oauth: jose verifies our tokens by JWKS',
		run: async (shop) => {
			const { office } = await setup(shop);
			const jose = await npm('jose');
			const answer = await post(shop, '/oauth/token', { grant_type: 'client_credentials' }, basic(office.id, office.secret));
			const { access_token } = await answer.json();
			const jwks = jose.createRemoteJWKSet(new URL(`${shop.base}/.well-known/jwks.json`));
			const { payload, protectedHeader } = await jose.jwtVerify(access_token, jwks, { issuer: shop.base, audience: `${shop.base}/api`, typ: 'at+jwt',
				requiredClaims: ['iss', 'exp', 'aud', 'sub', 'client_id', 'iat', 'jti', 'scope'] });
			same(payload.exp - payload.iat <= 900, true, 'at most 15 minutes');
			same(['ES256', 'RS256'].includes(protectedHeader.alg), true, 'algorithm');
			const set = await (await shop.get('/.well-known/jwks.json')).json();
			for (const alg of ['ES256', 'RS256'])
				same(set.keys.filter((k) => k.alg === alg).length >= 2, true, `two ${alg} keys are published`);
			for (const key of set.keys) {
				same(await jose.calculateJwkThumbprint(key), key.kid, 'kid');
				same('d' in key || 'p' in key, false, 'a private part');
			}
		},
	},
	{
		name: 'oauth: metadata and keys can be kept and asked for again',
		run: async (shop) => {
			for (const path of ['/.well-known/jwks.json', '/.well-known/oauth-authorization-server']) {
				const first = await shop.get(path);
				same(first.status, 200, path);
				same(/public, max-age=\d+/.test(first.headers.get('cache-control')), true, 'Cache-Control');
				same((await shop.get(path, { headers: { 'If-None-Match': first.headers.get('etag') } })).status, 304, 'asked again');
				same(first.headers.get('access-control-allow-origin'), '*', 'for programs in pages');
			}
			same((await shop.get('/.well-known/openid-configuration')).status, 404, 'no OpenID provider, so no document that says so');
		},
	},
	{
		name: 'oauth: not good, and the way back not proven: no redirect',
		run: async (shop) => {
			const { app } = await setup(shop);
			for (const more of [{ client_id: 'cli_nobody' }, { client_id: undefined }, { redirect_uri: undefined }, { redirect_uri: `${back}/` },
				{ redirect_uri: `${back}?x=1` }, { redirect_uri: 'https://evil.example/' }, { redirect_uri: `${back}2` }, { redirect_uri: 'https://APP.example/back' }]) {
				const answer = await ask(shop, authorizeUrl(shop, app, more).path);
				same(`${answer.status} ${answer.headers.get('location')}`, '400 null', JSON.stringify(more));
			}
			const twice = await ask(shop, `${authorizeUrl(shop, app).path}&redirect_uri=https://evil.example/`);
			same(`${twice.status} ${twice.headers.get('location')}`, '400 null', 'two redirect URIs');
		},
	},
	{
		name: 'oauth: not good: the client is told, with state and iss',
		run: async (shop) => {
			const { app } = await setup(shop);
			for (const [more, error] of [[{ code_challenge_method: 'plain' }, 'invalid_request'], [{ code_challenge_method: undefined }, 'invalid_request'],
				[{ code_challenge: undefined }, 'invalid_request'], [{ code_challenge: 'short' }, 'invalid_request'],
				[{ response_type: 'token' }, 'unsupported_response_type'], [{ response_type: 'id_token' }, 'unsupported_response_type'],
				[{ response_type: 'code token' }, 'unsupported_response_type'], [{ response_type: undefined }, 'invalid_request'],
				[{ response_mode: 'fragment' }, 'invalid_request'], [{ scope: 'customer.read' }, 'invalid_scope'], [{ scope: 'profile.write' }, 'invalid_scope'],
				[{ scope: 'no.such' }, 'invalid_scope'], [{ request: 'x' }, 'request_not_supported'], [{ request_uri: 'https://x.example' }, 'request_uri_not_supported']]) {
				const { path, args } = authorizeUrl(shop, app, more);
				const to = sentBack(await ask(shop, path));
				same(`${to.origin}${to.pathname}`, back, 'where to');
				same(to.searchParams.get('error'), error, JSON.stringify(more));
				same(to.searchParams.get('state'), args.state, 'state');
				same(to.searchParams.get('iss'), shop.base, 'iss');
				same(to.searchParams.has('code'), false, 'a code');
			}
			const twice = sentBack(await ask(shop, `${authorizeUrl(shop, app).path}&scope=address.read`));
			same(twice.searchParams.get('error'), 'invalid_request', 'a parameter twice');
			const no = sentBack(await consent(shop, authorizeUrl(shop, app, { scope: 'address.write' }).path, 'cancel'));
			same(no.searchParams.get('error'), 'access_denied', 'cancelled');
		},
	},
	{
		name: 'oauth: token endpoint, each refusal by itself',
		run: async (shop) => {
			const { app, web, office } = await setup(shop);
			const { code, verifier } = await codeOf(shop, app);
			const good = { grant_type: 'authorization_code', code, redirect_uri: back, code_verifier: verifier, client_id: app.id };
			const token = (more, headers) => post(shop, '/oauth/token', Object.fromEntries(Object.entries({ ...good, ...more }).filter(([, v]) => v !== undefined)), headers);
			await refused(await token({ grant_type: 'password', username: 'x', password: 'y' }), 400, 'unsupported_grant_type');
			await refused(await token({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer' }), 400, 'unsupported_grant_type');
			await refused(await token({ grant_type: undefined }), 400, 'invalid_request');
			await refused(await token({ code_verifier: undefined }), 400, 'invalid_request');
			await refused(await token({ code_verifier: fresh() }), 400, 'invalid_grant');
			await refused(await token({ code_verifier: challenge(verifier) }), 400, 'invalid_grant');
			await refused(await token({ code_verifier: 'short' }), 400, 'invalid_grant');
			await refused(await token({ redirect_uri: undefined }), 400, 'invalid_request');
			await refused(await token({ redirect_uri: `${back}/` }), 400, 'invalid_grant');
			await refused(await token({ code: fresh() }), 400, 'invalid_grant');
			await refused(await token({ code: 'x' }), 400, 'invalid_grant');
			await refused(await token({ client_id: web.id, client_secret: web.secret }), 400, 'invalid_grant'); // somebody else's code
			await refused(await token({ client_id: undefined }), 401, 'invalid_client');
			await refused(await token({ client_id: 'cli_nobody' }), 401, 'invalid_client');
			await refused(await token({ client_id: web.id }), 401, 'invalid_client'); // confidential, without its secret
			await refused(await token({ client_id: web.id, client_secret: 'mcs_wrong' }), 401, 'invalid_client');
			await refused(await token({ client_secret: 'x' }), 401, 'invalid_client'); // public, with one
			await refused(await post(shop, '/oauth/token', `${new URLSearchParams(good)}&code=${code}`), 400, 'invalid_request');
			await refused(await post(shop, '/oauth/token', JSON.stringify(good), { 'Content-Type': 'application/json' }), 400, 'invalid_request');
			const header = await token({ grant_type: 'client_credentials', client_id: undefined }, basic(office.id, 'wrong'));
			same(header.headers.get('www-authenticate')?.startsWith('Basic '), true, 'WWW-Authenticate');
			await refused(header, 401, 'invalid_client');
			await refused(await token({ grant_type: 'client_credentials', client_id: office.id, client_secret: office.secret }, basic(office.id, office.secret)), 400, 'invalid_request');
			await refused(await token({ grant_type: 'client_credentials' }), 400, 'unauthorized_client');
			await refused(await token({ grant_type: 'client_credentials', client_id: undefined, scope: 'staff.write' }, basic(office.id, office.secret)), 400, 'invalid_scope');
			await refused(await token({ client_id: undefined }, basic(office.id, office.secret)), 400, 'unauthorized_client');
			await refused(await post(shop, '/oauth/introspect', { token: 'x', client_id: app.id }), 401, 'invalid_client');
			await refused(await post(shop, '/oauth/introspect', { token: 'x' }), 401, 'invalid_client');
			await refused(await post(shop, '/oauth/revoke', { token: 'x' }), 401, 'invalid_client');
			same((await shop.get('/oauth/token')).status, 405, 'GET');
			same((await token({})).status, 200, 'and after all of it the code is still good');
		},
	},
	{
		name: 'oauth: a code twice ends what came of it',
		run: async (shop) => {
			const { app } = await setup(shop);
			const t = await tokens(shop, app);
			same(await me(shop, t.access_token), 200, '/me before');
			const again = { grant_type: 'authorization_code', code: t.code, redirect_uri: back, code_verifier: t.verifier, client_id: app.id };
			await refused(await post(shop, '/oauth/token', again), 400, 'invalid_grant');
			same(await me(shop, t.access_token), 401, '/me after');
			await refused(await post(shop, '/oauth/token', { grant_type: 'refresh_token', refresh_token: t.refresh_token, client_id: app.id }), 400, 'invalid_grant');
		},
	},
	{
		name: 'oauth: fifty redeem one code, fifty use one refresh token',
		run: async (shop) => {
			const { app } = await setup(shop);
			const { code, verifier } = await codeOf(shop, app);
			const all = await Promise.all(Array.from({ length: 50 }, () => post(shop, '/oauth/token',
				{ grant_type: 'authorization_code', code, redirect_uri: back, code_verifier: verifier, client_id: app.id })));
			same(all.filter((a) => a.status === 200).length, 1, 'successes');
			same(all.filter((a) => a.status === 400).length, 49, 'refusals');
			const winner = await all.find((a) => a.status === 200).json();
			same(await me(shop, winner.access_token), 401, '/me: the grant ended');
			const t = await tokens(shop, app);
			const uses = await Promise.all(Array.from({ length: 50 }, () => post(shop, '/oauth/token',
				{ grant_type: 'refresh_token', refresh_token: t.refresh_token, client_id: app.id })));
			same(uses.filter((a) => a.status === 200).length, 1, 'successes');
			const next = await uses.find((a) => a.status === 200).json();
			same(await me(shop, t.access_token), 401, '/me with the first');
			same(await me(shop, next.access_token), 401, '/me with the second');
			await refused(await post(shop, '/oauth/token', { grant_type: 'refresh_token', refresh_token: next.refresh_token, client_id: app.id }), 400, 'invalid_grant');
		},
	},
	{
		name: 'oauth: tokens and keys at the API',
		run: async (shop) => {
			const { app, office } = await setup(shop);
			const t = await tokens(shop, app, { scope: 'address.read' });
			const get = (path, token) => shop.get(path, { headers: { Authorization: `Bearer ${token}` } });
			same((await get('/api/v1/addresses', t.access_token)).status, 200, 'what it may');
			const denied = await get('/api/v1/me', t.access_token);
			same(denied.status, 403, 'what it may not');
			same(/insufficient_scope/.test(denied.headers.get('www-authenticate')), true, 'RFC 6750 says so');
			for (const token of ['x', 'a.b.c', t.refresh_token, `${t.access_token.slice(0, -2)}AA`, 'mk_x']) {
				const answer = await get('/api/v1/addresses', token);
				same(answer.status, 401, token.slice(0, 5));
				same(/invalid_token/.test(answer.headers.get('www-authenticate')), true, 'WWW-Authenticate');
			}
			const nobody = await shop.get('/api/v1/addresses');
			same(`${nobody.status} ${/^Bearer/.test(nobody.headers.get('www-authenticate'))}`, '401 true', 'without a token');
			const own = await (await post(shop, '/oauth/token', { grant_type: 'client_credentials' }, basic(office.id, office.secret))).json();
			same((await get('/api/v1/addresses', own.access_token)).status, 403, 'a client of the shop has no addresses');
			const made = mercer(['key', 'create', '--name', `ERP ${run}`, '--scope', 'event.read']);
			same((await get('/api/v1/addresses', value(made, 'key'))).status, 403, 'a key of the shop has none either');
			mercer(['key', 'revoke', value(made, 'id')]);
			same((await get('/api/v1/addresses', value(made, 'key'))).status, 401, 'and none at all when it is revoked');
		},
	},
	{
		name: 'oauth: the keys change, and nobody notices',
		run: async (shop) => {
			const { app, office } = await setup(shop);
			const jose = await npm('jose');
			const before = await tokens(shop, app);
			const kid = jose.decodeProtectedHeader(before.access_token).kid;
			mercer(['oauth', 'keys', 'rotate', '--now']);
			const after = await tokens(shop, app);
			same(jose.decodeProtectedHeader(after.access_token).kid !== kid, true, 'another key signs');
			same(`${await me(shop, before.access_token)} ${await me(shop, after.access_token)}`, '200 200', 'both are good');
			const set = await (await shop.get('/.well-known/jwks.json', { headers: { Cookie: '__Host-sid=x' } })).json();
			same(set.keys.some((k) => k.kid === kid), true, 'the old one is still published');
			mercer(['oauth', 'keys', 'drop', kid, '--now']);
			same(`${await me(shop, before.access_token)} ${await me(shop, after.access_token)}`, '401 200', 'dropped: its tokens end');
			same((await post(shop, '/oauth/token', { grant_type: 'client_credentials' }, basic(office.id, office.secret))).status, 200, 'and it goes on');
		},
	},
	{
		name: 'oauth: consent as people see it',
		run: async (shop) => {
			const { app, page, email } = await setup(shop);
			const shots = [['', 'light', 1440], ['', 'light', 390], ['', 'dark', 1440], ['/de', 'dark', 390], ['/de', 'light', 1440]];
			for (const [locale, scheme, width] of shots) {
				const view = await shop.open('/', { width, scheme });
				await view.context().addCookies(known.cookies);
				const { path } = authorizeUrl(shop, app, { scope: 'profile.read address.read address.write' });
				const answer = await view.goto(`${shop.base}${locale}${path}`);
				same(answer.status(), 200, 'status');
				view.answer = answer;
				await inspect(view, { status: 200, shot: `consent-${locale.slice(1) || 'en'}-${scheme}-${width}` });
				same(await view.locator('.consent__right').count(), 3, 'rights');
				same((await view.locator('main').innerText()).includes(email), true, 'whose account');
				await view.goto(`${shop.base}${locale}${authorizeUrl(shop, app, { client_id: 'cli_nobody' }).path}`);
				await inspect(view, { status: 400, shot: `consent-refused-${locale.slice(1) || 'en'}-${scheme}-${width}` });
				await view.done();
			}
			// Through a real browser to a program on this machine: the policy of the page lets the way back.
			const server = createServer((request, reply) => reply.setHeader('Content-Type', 'text/html').end('<!doctype html><title>back</title><h1>back</h1>'));
			await new Promise((r) => server.listen(0, '127.0.0.1', r));
			server.unref();
			const uri = `http://127.0.0.1:${server.address().port}/back`;
			const text = mercer(['oauth', 'client', 'create', '--name', `Desk ${run}`, '--scope', 'profile.read', '--redirect', uri, '--public']);
			for (const decision of ['cancel', 'allow', 'allow']) { // on this machine anybody may listen: asked each time
				await page.goto(`${shop.base}${authorizeUrl(shop, { id: value(text, 'client_id') }, { redirect_uri: uri }).path}`);
				await page.click(`button[value=${decision}]`);
				await page.waitForURL(`${uri}?**`);
				same(new URL(page.url()).searchParams.has(decision === 'allow' ? 'code' : 'error'), true, decision);
			}
			server.close();
		},
	},
	{
		name: 'oauth: connected apps, and the end of one',
		run: async (shop) => {
			const { app, web, page } = await setup(shop);
			const mine = await tokens(shop, app, { scope: 'profile.read address.write' }), other = await tokens(shop, web);
			for (const [locale, scheme, width] of [['', 'light', 1440], ['/de', 'dark', 390]]) {
				const view = await shop.open('/', { width, scheme });
				await view.context().addCookies(known.cookies);
				view.answer = await view.goto(`${shop.base}${locale}/account/apps`);
				await inspect(view, { status: 200, shot: `apps-${locale.slice(1) || 'en'}-${scheme}-${width}` });
				same((await view.locator('.row__title').allInnerTexts()).filter((t) => t.endsWith(run)).length >= 2, true, 'apps');
				await view.done();
			}
			await page.goto(`${shop.base}/account/apps`);
			await page.click(`.row:has-text("Parcel Pilot ${run}") button`);
			await page.waitForSelector('[role=status]');
			same(await page.locator(`.row:has-text("Parcel Pilot ${run}")`).count(), 0, 'rows of it');
			same(`${await me(shop, mine.access_token)} ${await me(shop, other.access_token)}`, '401 200', 'only that one ended');
			const again = await ask(shop, authorizeUrl(shop, app, { redirect_uri: back }).path);
			same(again.status, 200, 'consent is asked for again');
		},
	},
	{
		name: 'oauth: login comes first',
		run: async (shop) => {
			const { app } = await setup(shop);
			const { path } = authorizeUrl(shop, app);
			const answer = await shop.get(path);
			same(answer.status, 303, 'status');
			const to = new URL(answer.headers.get('location'), shop.base);
			same(to.pathname, '/login', 'where to');
			same(to.searchParams.get('back'), path, 'and back');
		},
	},
];
