/* puzzle.js - a worker that solves the login's puzzle: the least n for which SHA-256(puzzle "." n) begins with as many zero bits as the number before the
   puzzle's first "-" says.  SHA-256 (FIPS 180-4) is written out, because the browser's own answers each call by a promise: too slow for so many. */
(function () {
	"use strict";
	/* The first 32 bits of the fractional parts of the square and cube roots of the first primes. */
	const primes = [];
	for (let n = 2; primes.length < 64; n++)
		if (primes.every((p) => n % p)) primes.push(n);
	const fraction = (x) => (x - Math.floor(x)) * 0x100000000 | 0;
	const start = Int32Array.from(primes.slice(0, 8), (p) => fraction(Math.sqrt(p)));
	const constants = Int32Array.from(primes, (p) => fraction(Math.cbrt(p)));
	const w = new Int32Array(64), state = new Int32Array(8);

	function block(bytes, at) {
		for (let i = 0; i < 16; i++, at += 4) w[i] = bytes[at] << 24 | bytes[at + 1] << 16 | bytes[at + 2] << 8 | bytes[at + 3];
		for (let i = 16; i < 64; i++) {
			const x = w[i - 15], y = w[i - 2];
			w[i] = w[i - 16] + w[i - 7] + ((x >>> 7 | x << 25) ^ (x >>> 18 | x << 14) ^ x >>> 3) + ((y >>> 17 | y << 15) ^ (y >>> 19 | y << 13) ^ y >>> 10) | 0;
		}
		let [a, b, c, d, e, f, g, h] = state;
		for (let i = 0; i < 64; i++) {
			const t = h + ((e >>> 6 | e << 26) ^ (e >>> 11 | e << 21) ^ (e >>> 25 | e << 7)) + (e & f ^ ~e & g) + constants[i] + w[i] | 0;
			const u = ((a >>> 2 | a << 30) ^ (a >>> 13 | a << 19) ^ (a >>> 22 | a << 10)) + (a & b ^ a & c ^ b & c) | 0;
			h = g; g = f; f = e; e = d + t | 0; d = c; c = b; b = a; a = t + u | 0;
		}
		state[0] += a; state[1] += b; state[2] += c; state[3] += d; state[4] += e; state[5] += f; state[6] += g; state[7] += h;
	}

	/* Hashes prefix + digits; the blocks that the prefix fills alone are done once. */
	function solve(puzzle) {
		const bits = parseInt(puzzle, 10), prefix = new TextEncoder().encode(puzzle + ".");
		const done = prefix.length & ~63, tail = prefix.subarray(done), middle = new Int32Array(8), bytes = new Uint8Array(192);
		state.set(start);
		for (let at = 0; at < done; at += 64) block(prefix, at);
		middle.set(state);
		for (let n = 0; ; n++) {
			const digits = String(n), len = tail.length + digits.length, end = len + 9 + 63 & ~63, total = (done + len) * 8;
			bytes.fill(0, 0, end);
			bytes.set(tail);
			for (let i = 0; i < digits.length; i++) bytes[tail.length + i] = digits.charCodeAt(i);
			bytes[len] = 0x80;
			for (let i = 1; i <= 4; i++) bytes[end - i] = total >>> 8 * (i - 1);
			state.set(middle);
			for (let at = 0; at < end; at += 64) block(bytes, at);
			if (Math.clz32(state[0]) >= Math.min(bits, 32)) return digits;
		}
	}
	onmessage = (e) => postMessage(solve(e.data));
})();
