package main

// fieldLaw holds the cases about what the law makes of what is stated.
var fieldLaw = map[string]fieldCase{
	"antivirus-determination": {
		exits: []int{3, 0}, says: []string{`longarm review case\.yaml .*(ICTS-2021-002|89 FR 52434).* NEXT `}, never: []string{`No determination in effect has ended the review`},
	},
	"before-the-rule": {
		exits: []int{4}, says: []string{`clients[^.]*Alibaba Cloud[^.]*us-west-1`, `no (rule )?pack was in force`, `2021-03-22`},
		never: []string{`no use of a provider was found`, `NEXT give evidence`},
	},
	"broker-sale":    {exits: []int{4}, says: []string{`15 USC 9901`, `PADFA`}, never: []string{`PERMITTED `, `needs no action`}},
	"committee-2018": {exits: []int{0}, says: []string{`IN FORCE .* CFIUS [^/]*1988-08-23.* (NO LONGER|LISTED|NOT LISTED)`, `2007-10-24`, `2018-08-13`}},
	"goods-purchase": {exits: []int{0}, says: []string{`REVIEWABLE \S+ purchase of network cameras|sale of data`}},
	"holding-and-daughter": {
		exits: []int{4}, says: []string{`(UNDETERMINED|REVIEWABLE) \S+ with-parent`}, never: []string{`with-parent: not covered`},
	},
	"lists-are-a-selection": {
		exits: []int{0, 0}, says: []string{`a selection`, `registry import`},
	},
	"minority-forty": {exits: []int{4, 4}, says: []string{`us-icts`, `limb4_finding`}},
	"plain-goods":    {exits: []int{0}, says: []string{`purchase of cement: not covered`}, never: []string{`may be`, `What kind of dealing is cement`}},
	"remedy-of-a-review": {
		exits: []int{4, 3}, says: []string{`1,000,000|one million`, `keys`, `[Mm]ove[^.]*Amazon Web Services`},
		never: []string{`No finding needs a remedy`, `Nothing in the catalogue of changes makes it better`, `Amazon Web Services us-east-1 \(US\) is in use already\. The law would find it prohibited`},
	},
}

// fieldOpen says of the cases that are known not to be met yet why they are not.
var fieldOpen = map[string]string{}
