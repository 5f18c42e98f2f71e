/* account.js - enhancements of forms: passwords can be seen, an address follows its country, a form is sent once.
   Every form works without this file. */
(function () {
	"use strict";

	/* ---- show what was typed ---- */

	function showPassword(box) {
		const input = box.querySelector("input"), button = document.createElement("button");
		const label = () => {
			const shown = input.type === "text";
			button.textContent = shown ? box.dataset.hide : box.dataset.show;
			button.setAttribute("aria-pressed", String(shown));
		};
		button.type = "button";
		button.className = "password__show";
		button.setAttribute("aria-controls", input.id);
		button.setAttribute("aria-describedby", input.id + "-label");
		const name = box.parentElement.querySelector("label");
		name.id = input.id + "-label";
		button.addEventListener("click", () => {
			input.type = input.type === "password" ? "text" : "password";
			label();
		});
		/* Sent as a password, so that managers know it and the browser does not remember it as a text. */
		input.form.addEventListener("submit", () => { input.type = "password"; label(); });
		label();
		box.append(button);
	}

	/* ---- the fields of an address follow its country ---- */

	const news = document.createElement("p");
	news.className = "visually-hidden";
	news.setAttribute("role", "status");

	async function follow(form, select) {
		form.setAttribute("aria-busy", "true");
		try {
			const reply = await fetch(form.dataset.address, { method: "POST", body: new URLSearchParams(new FormData(form)),
				headers: { "X-Requested-With": "fragment" } });
			if (!reply.ok) throw new Error(String(reply.status));
			const page = new DOMParser().parseFromString(await reply.text(), "text/html");
			form.querySelector("[data-fields]").replaceWith(document.adoptNode(page.querySelector("[data-fields]")));
			const again = form.querySelector("#" + select.id);
			again.focus({ preventScroll: true });
			news.textContent = again.selectedOptions[0].textContent;
		} catch {
			form.action = form.dataset.address;
			form.submit();
		}
		form.removeAttribute("aria-busy");
	}
	document.addEventListener("change", (e) => {
		if (/(^|\.)country$/.test(e.target.name) && e.target.form?.dataset.address) follow(e.target.form, e.target);
	});

	/* ---- a puzzle is solved while somebody types ---- */

	function solvePuzzle(form) {
		const worker = new Worker(form.dataset.solver), solution = form.elements.solution;
		const note = document.createElement("p");
		let waiting = false;

		note.className = "form__working";
		note.setAttribute("role", "status");
		form.append(note);
		worker.onmessage = (e) => {
			solution.value = e.data;
			worker.terminate();
			if (waiting) form.requestSubmit();
		};
		worker.onerror = () => { solution.value = " "; if (waiting) form.requestSubmit(); };
		worker.postMessage(form.dataset.puzzle);
		form.addEventListener("submit", (e) => {
			if (solution.value) return;
			e.preventDefault();
			e.stopImmediatePropagation();
			waiting = true;
			note.textContent = form.dataset.working;
		}, true);
	}

	/* ---- a form is sent once ---- */

	document.addEventListener("submit", (e) => {
		const form = e.target;
		if (form.method !== "post" || e.defaultPrevented) return;
		if (form.dataset.sent) return e.preventDefault();
		form.dataset.sent = "1";
		e.submitter?.setAttribute("aria-disabled", "true");
	});
	/* Back from the next page by the browser's own memory: it can be sent again. */
	addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => {
		delete form.dataset.sent;
		form.querySelectorAll("[aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
	}));

	document.body.append(news);
	document.querySelectorAll("[data-password]").forEach(showPassword);
	document.querySelectorAll("form[data-puzzle]").forEach(solvePuzzle);
	document.getElementById("form-errors")?.focus();
})();
