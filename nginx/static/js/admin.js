/* admin.js - what makes the back office quicker with a keyboard.  Everything works without it. */
(() => {
	"use strict";

	const keys_off = () => localStorage.getItem("office-keys") === "off";
	const is_typing = (e) => e.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]") || e.ctrlKey || e.metaKey || e.altKey;

	/* ---- rows of the first table: j and k move, Enter follows the link that has the focus ---- */
	const move = (step) => {
		const links = [...document.querySelectorAll("[data-rows] tbody tr")].map((row) => row.querySelector("a")).filter((link) => link?.checkVisibility());
		if (!links.length)
			return;
		const row = document.activeElement.closest("tr");
		const at = links.findIndex((link) => link.closest("tr") === row);
		links[Math.max(0, Math.min(links.length - 1, at < 0 ? (step > 0 ? 0 : links.length - 1) : at + step))].focus();
	};

	/* ---- keys: single letters can be switched off on the page of shortcuts (WCAG 2.1.4) ---- */
	let go_until = 0;
	document.addEventListener("keydown", (e) => {
		if (is_typing(e) || keys_off())
			return;
		if (go_until > Date.now()) {
			const link = document.querySelector(`.side [data-key="${CSS.escape(e.key)}"]`);
			go_until = 0;
			if (link) {
				e.preventDefault();
				link.click();
			}
			return;
		}
		if (e.key === "/") {
			const field = document.querySelector("[data-search]");
			if (field) {
				e.preventDefault();
				field.focus();
				field.select();
			}
		} else if (e.key === "?") {
			const link = document.querySelector(".side__foot a");
			if (link)
				link.click();
		} else if (e.key === "g") {
			go_until = Date.now() + 1500;
		} else if (e.key === "x") {
			const box = document.activeElement.closest("tr")?.querySelector(".pick input");
			if (box)
				box.click();
		} else if (e.key === "j" || e.key === "k") {
			move(e.key === "j" ? 1 : -1);
		}
	});
	const toggle = document.querySelector("[data-keys]");
	if (toggle) {
		const show = () => {
			toggle.hidden = false;
			toggle.textContent = keys_off() ? toggle.dataset.on : toggle.dataset.off;
		};
		toggle.addEventListener("click", () => {
			localStorage.setItem("office-keys", keys_off() ? "on" : "off");
			show();
		});
		show();
	}

	/* ---- times: the page has UTC, the reader has a clock of his own ---- */
	const clock = new Intl.DateTimeFormat(document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang,
		{ day: "2-digit", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" });
	for (const time of document.querySelectorAll("time[data-local]")) {
		const at = new Date(time.dateTime);
		if (Number.isNaN(at.getTime()))
			continue;
		time.title = time.textContent;
		time.textContent = clock.format(at);
	}

	/* ---- rows that can be chosen: all at once, and how many are ---- */
	for (const picks of document.querySelectorAll(".picks")) {
		const boxes = [...document.querySelectorAll(`input[form="${CSS.escape(picks.id)}"]`)];
		const all = boxes[0]?.closest("table").querySelector("[data-pick-all]"), text = picks.querySelector(".picks__text"), plain = text.textContent;
		const show = () => {
			const n = boxes.filter((box) => box.checked).length;
			text.textContent = n ? `${n} ${text.dataset.picked}` : plain;
			for (const button of picks.querySelectorAll("button"))
				button.disabled = !n;
			all.checked = n > 0 && n === boxes.length;
			all.indeterminate = n > 0 && n < boxes.length;
		};
		if (!all)
			continue;
		all.hidden = false;
		all.addEventListener("change", () => {
			for (const box of boxes)
				box.checked = all.checked;
			show();
		});
		/* With Shift: all between this box and the one before. */
		let before = -1;
		boxes.forEach((box, at) => box.addEventListener("click", (e) => {
			if (e.shiftKey && before >= 0)
				for (let i = Math.min(at, before); i <= Math.max(at, before); i++)
					boxes[i].checked = box.checked;
			before = at;
			show();
		}));
		addEventListener("pageshow", show);
		show();
	}

	/* ---- show and hide a password ---- */
	for (const box of document.querySelectorAll("[data-password]")) {
		const input = box.querySelector("input"), button = document.createElement("button");
		button.type = "button";
		button.textContent = box.dataset.show;
		button.setAttribute("aria-controls", input.id);
		button.setAttribute("aria-pressed", "false");
		button.addEventListener("click", () => {
			const hidden = input.type === "password";
			input.type = hidden ? "text" : "password";
			button.textContent = hidden ? box.dataset.hide : box.dataset.show;
			button.setAttribute("aria-pressed", String(hidden));
		});
		box.append(button);
	}

	/* ---- copy a secret that is shown once ---- */
	for (const row of document.querySelectorAll("[data-copy]")) {
		const input = row.querySelector("input"), button = document.createElement("button");
		button.type = "button";
		button.className = "button button--quiet";
		button.textContent = row.dataset.copy;
		button.addEventListener("click", async () => {
			input.select();
			try {
				await navigator.clipboard.writeText(input.value);
				button.textContent = row.dataset.copied;
			} catch {
				/* it is selected: Ctrl+C */
			}
		});
		row.append(button);
	}

	/* ---- on a phone the navigation is one line: show the part where we are ---- */
	const current = document.querySelector('.side [aria-current="page"]');
	if (current)
		current.closest("ul").scrollLeft = current.offsetLeft - 40;

	/* ---- what went wrong gets the focus ---- */
	document.querySelector("#form-errors, .notice--error")?.focus();
})();
