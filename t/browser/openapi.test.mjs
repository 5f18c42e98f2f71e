// The generated API description lints clean.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { same } from './shop.mjs';

export const tests = [{
	name: 'openapi: redocly lint',
	run: async (shop) => {
		const r = await shop.get('/api/v1/openapi.json');
		same(r.status, 200, 'status');
		const dir = mkdtempSync(join(tmpdir(), 'mercer-openapi-'));
		try {
			writeFileSync(join(dir, 'openapi.json'), await r.text());
			const lint = spawnSync(process.execPath, [new URL('node_modules/@redocly/cli/bin/cli.js', import.meta.url).pathname, 'lint', '--extends=recommended',
				'--format=stylish', 'openapi.json'], { cwd: dir, encoding: 'utf8', env: { ...process.env, REDOCLY_TELEMETRY: 'off', CI: '1' } });
			if (lint.status !== 0)
				throw new Error((lint.stdout + lint.stderr).slice(0, 2000));
		} finally {
			rmSync(dir, { recursive: true, force: true });
		}
	},
}];
