#!/usr/bin/env node
// make.mjs SOURCE-DIR - writes countries.json: how addresses are written in each country, its regions, its names in the shop's languages.
//
// SOURCE-DIR holds address-formats.json and address-subdivisions.json.gz (see README.md for where they come from and under which terms).  Names are
// those of the Unicode CLDR, as Node's Intl has them.  Run by hand when the sources change; the result is part of the project.
import { readFileSync, writeFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

const source = process.argv[2]
const here = new URL('.', import.meta.url).pathname
const formats = JSON.parse(readFileSync(`${source}/address-formats.json`, 'utf8'))
const subdivisions = JSON.parse(gunzipSync(readFileSync(`${source}/address-subdivisions.json.gz`)))
const names = Object.fromEntries(['en', 'de'].map(l => [l, new Intl.DisplayNames([l], { type: 'region' })]))

const parts = {
	givenName: 'recipient', familyName: 'recipient', organization: 'organization', addressLine1: 'line1', addressLine2: 'line2',
	addressLine3: 'line3', dependentLocality: 'dependent_locality', locality: 'locality', administrativeArea: 'region',
	postalCode: 'postal_code', sortingCode: 'sorting_code',
}
// POSIX extended expressions know neither \d nor groups that do not capture.
const posix = p => p.replaceAll('\\d', '0-9').replace(/\[([^\]]*)\]|0-9/g, (m, set) => set === undefined ? '[0-9]' : `[${set}]`)
	.replaceAll('(?:', '(').replaceAll('\\-', '-').replaceAll('(^|\\b)', '').replaceAll('($|\\b)', '')
const usual = ['%givenName %familyName', '%organization', '%addressLine1', '%addressLine2', '%addressLine3', '%locality'].join('\n')
// Both names are one field; what is doubled by that goes.
const layout = f => f.replace(/ ?%additionalName ?/g, ' ').replace(/%givenName %familyName|%familyName %givenName|%givenName%familyName|%familyName%givenName/g, '%recipient')
	.replace(/%(\w+)/g, (m, name) => name === 'recipient' ? m : `%${parts[name]}`)

const out = []
for (const [code, f] of Object.entries(formats).sort()) {
	const regions = Object.entries(subdivisions[code]?.subdivisions ?? {})
	const uses = (f.subdivision_data_fields ?? []).includes('administrativeArea')
	const region = uses && /%administrativeArea/.test(f.format) ? regions.map(([id, r]) => [r.code ?? id, r.name ?? id]) : []
	out.push({
		code, names: Object.fromEntries(Object.keys(names).map(l => [l, names[l].of(code)])),
		layout: layout(f.format ?? usual),
		required: [...new Set((f.required_fields ?? ['addressLine1', 'locality']).map(x => parts[x]))],
		upper: [...new Set((f.uppercase_fields ?? []).map(x => parts[x]).filter(x => x !== 'recipient'))],
		...(f.postal_code_pattern && { postal_code: posix(f.postal_code_pattern) }),
		...(f.administrative_area_type && { region_type: f.administrative_area_type }),
		...(f.locality_type && { locality_type: f.locality_type }),
		...(f.dependent_locality_type && { dependent_type: f.dependent_locality_type }),
		...(f.postal_code_type && { postal_type: f.postal_code_type }),
		...(region.length && { regions: region }),
	})
}
writeFileSync(`${here}/countries.json`, '[\n' + out.map(c => JSON.stringify(c)).join(',\n') + '\n]\n')
