/* passkey.js - passkeys: asks for options, lets the browser make or use one, and sends the answer as the form that it is.
   <form data-passkey="get|create" data-options="URL" [data-conditional] data-failed=... data-cancelled=... data-known=... data-unable=...> with a hidden field
   `credential`.  Also the buttons beside recovery codes: copy, print. */
(function () {
	"use strict";
	const able = typeof PublicKeyCredential === "function" && navigator.credentials && isSecureContext;
	const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
	const text = (buffer) => buffer && btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
	const RENEW = 240000; /* a challenge counts for five minutes */
	let waiting = null; /* the request that fills the user name's suggestions */

	async function optionsOf(form) {
		const reply = await fetch(form.dataset.options, { method: "POST", body: new URLSearchParams({ csrf: form.elements.csrf.value }) });
		if (reply.redirected) { /* the session ended, or wants a fresh proof */
			location.assign(location.href);
			return new Promise(() => {});
		}
		if (!reply.ok) throw new Error(String(reply.status));
		const options = await reply.json();
		options.challenge = bytes(options.challenge);
		if (options.user) options.user.id = bytes(options.user.id);
		for (const list of [options.excludeCredentials, options.allowCredentials])
			for (const item of list ?? []) item.id = bytes(item.id);
		return options;
	}

	function answerOf(credential) {
		const r = credential.response;
		const response = { clientDataJSON: text(r.clientDataJSON) };
		if (r.attestationObject) {
			response.attestationObject = text(r.attestationObject);
			response.transports = r.getTransports?.() ?? [];
		} else {
			response.authenticatorData = text(r.authenticatorData);
			response.signature = text(r.signature);
			if (r.userHandle) response.userHandle = text(r.userHandle);
		}
		return JSON.stringify({ id: credential.id, rawId: text(credential.rawId), type: credential.type, response, clientExtensionResults: {} });
	}

	const say = (form, message) => {
		const place = form.querySelector("[data-message]");
		place.textContent = message;
		place.hidden = !message;
	};
	const send = (form, credential) => {
		form.elements.credential.value = answerOf(credential);
		form.submit();
	};
	const stop = () => { waiting?.abort(); waiting = null; };

	async function ask(form) {
		const button = form.querySelector("button[type=submit]");
		const create = form.dataset.passkey === "create";
		stop();
		say(form, "");
		button.disabled = true;
		try {
			const publicKey = await optionsOf(form);
			const made = create ? await navigator.credentials.create({ publicKey }) : await navigator.credentials.get({ publicKey });
			send(form, made);
			return;
		} catch (e) {
			say(form, e.name === "InvalidStateError" ? form.dataset.known : e.name === "NotAllowedError" || e.name === "AbortError" ? form.dataset.cancelled : form.dataset.failed);
		}
		button.disabled = false;
		button.focus();
		if ("conditional" in form.dataset) suggest(form);
	}

	/* Passkeys among the suggestions of the user name's field (conditional mediation). */
	async function suggest(form) {
		const field = document.querySelector("input[autocomplete~=username]");
		if (!field || !await PublicKeyCredential.isConditionalMediationAvailable?.()) return;
		if (!field.autocomplete.includes("webauthn")) field.setAttribute("autocomplete", field.autocomplete + " webauthn");
		for (;;) {
			const mine = new AbortController();
			let timer = 0;
			stop();
			waiting = mine;
			try {
				const publicKey = await optionsOf(form);
				timer = setTimeout(() => mine.abort("renew"), RENEW);
				send(form, await navigator.credentials.get({ publicKey, mediation: "conditional", signal: mine.signal }));
				return;
			} catch {
				if (mine.signal.reason !== "renew") return; /* the button took over, or the browser would rather not */
			} finally {
				clearTimeout(timer);
			}
		}
	}

	for (const form of document.querySelectorAll("form[data-passkey]")) {
		if (!able) {
			if (form.hidden) continue;
			form.querySelector("[data-able]")?.setAttribute("disabled", "");
			say(form, form.dataset.unable);
			continue;
		}
		form.hidden = false;
		form.addEventListener("submit", (e) => { e.preventDefault(); ask(form); });
		if ("conditional" in form.dataset) suggest(form);
	}

	for (const box of document.querySelectorAll("[data-codes]")) {
		const copy = box.querySelector("[data-codes-copy]"), print = box.querySelector("[data-codes-print]");
		const codes = [...box.querySelectorAll("code")].map((code) => code.textContent).join("\n");
		copy.hidden = !navigator.clipboard;
		copy.addEventListener("click", async () => {
			const before = copy.textContent;
			await navigator.clipboard.writeText(codes);
			copy.textContent = copy.dataset.copied;
			setTimeout(() => { copy.textContent = before; }, 3000);
		});
		print.hidden = false;
		print.addEventListener("click", () => window.print());
	}
})();
