package main

// fieldStated holds the cases about what people state in case files, about
// providers that evidence names, and about where owners and lists meet.
var fieldStated = map[string]fieldCase{
	"answer-verify": {
		exits: []int{0, 0}, says: []string{`follows from what is stated yes: .* 2 findings`},
		files: map[string][]string{"out.json": {`"pack": ?"us-dsp"`, `"pack": ?"us-icts"`}},
	},
	"asset-data-terms": {
		exits: []int{3}, says: []string{`PROHIBITED \S+ by-asset .* PROHIBITED \S+ by-dealing `}, never: []string{`(RESTRICTED|PERMITTED|UNDETERMINED) `},
	},
	"stated-not-seen": {exits: []int{0}, says: []string{`WHO CAN NL patients-one, patients-two r c e `}, never: []string{`seen in traffic`}},
	"nightly-copy": {
		exits: []int{4}, says: []string{`6,000 to 12,000 U\.S\. persons \(more than 10,000 is bulk\)`, `asks (two facts decide together: )?About how many distinct U\.S\. persons`},
		never: []string{`RESTRICTED `, `of 12,000 U\.S\. persons`},
	},
	"trackers-in-traffic": {
		exits: []int{4}, says: []string{`use of ByteDance`, `use of Tencent`, `use of Yandex`, `NOT KNOWN whose \d of 6 names are\. The largest: [^·]*www\.intranet\.example`},
		never: []string{`no use of a provider was found`, `The largest:[^·]*tiktok`},
	},
	"region-operator": {
		command: `longarm explain sovereign --home DE --at 2026-11-01 case.yaml ; ` +
			`longarm explain sydney --home DE --at 2026-11-01 case.yaml ; longarm explain finland --home DE --at 2026-11-01 case.yaml`,
		exits: []int{0, 0, 0},
		says: []string{
			`United States can read sovereign: yes`, `sovereign is aws's, region eusc-de-east-1, in Germany, operated by aws/sovereign, contract with aws/sovereign`,
			`ap-southeast-2 \(closed since 2024-09-30\)`, `finland is nebius's, region eu-north1, in Finland, operated by nebius/group`,
			`Nebius Group N\.V\. is a company, organised in Netherlands, seat in Netherlands`,
		},
	},
	"listed-owners": {
		exits: []int{4, 0}, says: []string{`Lindenau Stroy GmbH[^.]*52 %[^.]*blocked`}, never: []string{`needs no action`},
	},
}
