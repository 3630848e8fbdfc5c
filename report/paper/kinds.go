package paper

import (
	"slices"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
)

// Rules and packs that papers are about.
const (
	onwardRule = "us-dsp/202.302"
	reviewPack = "us-icts"
)

// onward selects the dealings that need the clause against onward transfer, or may.
func onward(f *determination.Finding) bool {
	return slices.ContainsFunc(f.Provisions, func(p determination.Provision) bool { return p.Rule == onwardRule && p.Applies != fact.No })
}

// reviewable selects what may be reviewed under the pack on technology.
func reviewable(f *determination.Finding) bool {
	return f.Pack == reviewPack && (f.Outcome == determination.Reviewable || f.Outcome.Open() || f.Outcome.Acts())
}

const contact = "name, telephone number and email address of a contact"

// dataPapers are the papers of 28 CFR Part 202.
var dataPapers = []Kind{
	{
		Name: "program", Title: "Data compliance program", Citation: "28 CFR 202.1001", When: "U.S. persons who engage in a restricted transaction", of: hasDuty("program"),
		notes: []string{"The program and the policy on the security requirements are two written policies; this draft holds the facts for both."},
		fields: []field{
			{"28 CFR 202.1001(a)", "the restricted transactions for which the program is kept, and the day from which it is", both(dealings, duties("program"))},
			{"28 CFR 202.1001(b)(1)", "risk-based procedures for verifying data flows, with an auditable log", nil},
			{"28 CFR 202.1001(b)(1)(i)", "types and volumes of the data", data},
			{"28 CFR 202.1001(b)(1)(ii)", "identity of the parties, with ownership of entities and citizenship or primary residence of individuals", both(parties, covered)},
			{"28 CFR 202.1001(b)(1)(iii)", "end use of the data and method of transfer", nil},
			{"28 CFR 202.1001(b)(2)", "risk-based procedures for verifying the identity of vendors; what was compared so far", screened},
			{"28 CFR 202.1001(b)(3)", "written policy that describes the program, certified each year: by whom, and when", duties("certification")},
			{"28 CFR 202.1001(b)(4)", "written policy on the security requirements, certified each year: each measure and its state", security},
			{"28 CFR 202.1001(b)(5)", "what else the Attorney General requires", nil},
		},
	},
	{
		Name: "audit-report", Title: "Audit report on restricted transactions", Citation: "28 CFR 202.1002", When: "U.S. persons who engage in a restricted transaction on or after 6 October 2025", of: hasDuty("audit"),
		notes: []string{"The auditor writes this report, and judges. What stands here is what the determination holds for the auditor to examine; none of it is an opinion of an auditor."},
		fields: []field{
			{"28 CFR 202.1002(a)", "for which restricted transactions the audit is required", answers},
			{"28 CFR 202.1002(b)(1)", "qualification and competence of the auditor", nil},
			{"28 CFR 202.1002(b)(2)", "independence of the auditor, with reasons", nil},
			{"28 CFR 202.1002(b)(3)", "that the auditor is no covered person and no country of concern", nil},
			{"28 CFR 202.1002(c)", "calendar year of the audit", duties("audit")},
			{"28 CFR 202.1002(d)", "the preceding 12 months that the audit covers: first and last day", nil},
			{"28 CFR 202.1002(e)(1)", "restricted transactions examined", dealings},
			{"28 CFR 202.1002(e)(2)", "the data compliance program and its implementation, as examined", nil},
			{"28 CFR 202.1002(e)(3)", "records examined", read},
			{"28 CFR 202.1002(e)(4)", "security requirements examined", security},
			{"28 CFR 202.1002(e)(5)", "that the methodology is reliable, and why", nil},
			{"28 CFR 202.1002(f)(1)", "day of completion, and day of this report (within 60 days of it)", nil},
			{"28 CFR 202.1002(f)(2)(i)", "nature of the restricted transactions", both(dealings, data, parties)},
			{"28 CFR 202.1002(f)(2)(ii)", "methodology: policies and documents reviewed, personnel interviewed, facilities, networks and systems examined", read},
			{"28 CFR 202.1002(f)(2)(iii)", "effectiveness of the program and its implementation", nil},
			{"28 CFR 202.1002(f)(2)(iv)", "vulnerabilities or deficiencies in the implementation of the security requirements; measures absent or not shown", deficient},
			{"28 CFR 202.1002(f)(2)(v)", "instances in which the security requirements failed or were not effective", nil},
			{"28 CFR 202.1002(f)(2)(vi)", "recommended improvements", nil},
			{"28 CFR 202.1002(f)(3)", "where the report is retained for at least 10 years", nil},
		},
	},
	{
		Name: "records", Title: "Record set of a transaction", Citation: "28 CFR 202.1101", When: "U.S. persons who engage in a transaction subject to the part", of: hasDuty("records"),
		notes: []string{"Paragraph (b) is asked of restricted transactions alone."},
		fields: []field{
			{"28 CFR 202.1101(a)", "a full and accurate record of each transaction, kept for at least 10 years", both(dealings, answers)},
			{"28 CFR 202.1101(b)(1)", "written policy that describes the data compliance program, certified each year", nil},
			{"28 CFR 202.1101(b)(2)", "written policy on the security requirements, certified each year", security},
			{"28 CFR 202.1101(b)(3)", "results of annual audits, and conditions of a licence", nil},
			{"28 CFR 202.1101(b)(4)(i)", "due diligence: types and volumes of the data", data},
			{"28 CFR 202.1101(b)(4)(ii)", "due diligence: identity of the parties, with direct and indirect ownership, citizenship or primary residence", both(parties, covered)},
			{"28 CFR 202.1101(b)(4)(iii)", "due diligence: end use of the data", nil},
			{"28 CFR 202.1101(b)(5)", "method of data transfer", nil},
			{"28 CFR 202.1101(b)(6)", "dates on which the transaction began and ended", dates},
			{"28 CFR 202.1101(b)(7)", "copies of the agreements", nil},
			{"28 CFR 202.1101(b)(8)", "copies of licences and advisory opinions", term("licensed")},
			{"28 CFR 202.1101(b)(9)", "document reference numbers of licences and advisory opinions", nil},
			{"28 CFR 202.1101(b)(10)", "relevant documentation received or created", read},
			{"28 CFR 202.1101(b)(11)", "annual certification of the completeness and accuracy of these records", duties("restricted-records", "certification")},
		},
	},
	{
		Name: "annual-report", Title: "Annual report on restricted transactions involving cloud-computing services", Citation: "28 CFR 202.1103",
		When: "U.S. persons in a restricted transaction involving cloud-computing services of whose equity a country of concern or covered persons own 25 % or more", of: hasDuty("annual-report"),
		notes: []string{"Where the share that countries of concern and covered persons own is not known, the field of paragraph (a) says so: the report is due only if it is 25 % or more."},
		fields: []field{
			{"28 CFR 202.1103(a)", "that the U.S. person is one who must report", duties("annual-report")},
			{"28 CFR 202.1103(b)", "who files on behalf of the U.S. person, or that another U.S. person filed", nil},
			{"28 CFR 202.1103(c)", "the year reported on (as of 31 December), and the day of filing (by 1 March)", nil},
			{"28 CFR 202.1103(d)(1)", "name and address of the U.S. person, and " + contact, subject},
			{"28 CFR 202.1103(d)(2)(i)", "date of the transaction", dates},
			{"28 CFR 202.1103(d)(2)(ii)", "types and volumes of the data", data},
			{"28 CFR 202.1103(d)(2)(iii)", "method of data transfer", nil},
			{"28 CFR 202.1103(d)(2)(iv)", "persons participating, with locations, ownership, citizenship or primary residence, covered persons and countries of concern", both(parties, covered)},
			{"28 CFR 202.1103(d)(3)", "copy of relevant documentation", read},
			{"28 CFR 202.1103(d)(4)", "what else the Department of Justice requires", nil},
			{"28 CFR 202.1103(e)", "submitted as subpart L asks", nil},
		},
	},
	{
		Name: "rejected-offer", Title: "Report on a rejected prohibited transaction", Citation: "28 CFR 202.1104", When: "U.S. persons who rejected an offer of a prohibited transaction involving data brokerage on or after 6 October 2025", of: hasDuty("rejected-offer"),
		notes: []string{"An offer that software rejected counts (202.1104(a)). Asked is what is known and available at the time of the rejection."},
		fields: []field{
			{"28 CFR 202.1104(a)", "that the U.S. person is one who must report", answers},
			{"28 CFR 202.1104(b)", "day of filing, within 14 days of the rejection", duties("rejected-offer")},
			{"28 CFR 202.1104(c)(1)", "name and address of the U.S. person, and " + contact, subject},
			{"28 CFR 202.1104(c)(2)(i)", "date of the rejection", term("rejected")},
			{"28 CFR 202.1104(c)(2)(ii)", "types and volumes of the data", data},
			{"28 CFR 202.1104(c)(2)(iii)", "method of data transfer", nil},
			{"28 CFR 202.1104(c)(2)(iv)", "persons attempting to participate, with locations, ownership, citizenship or primary residence, covered persons and countries of concern", both(parties, covered)},
			{"28 CFR 202.1104(c)(2)(v)", "copy of relevant documentation", read},
			{"28 CFR 202.1104(c)(2)(vi)", "what else the Department of Justice requires", nil},
			{"28 CFR 202.1104(d)", "submitted as subpart L asks", nil},
		},
	},
	{
		Name: "onward-clause", Title: "Contract clause against onward transfer", Citation: "28 CFR 202.302(a)", When: "U.S. persons in data brokerage with a foreign person who is not covered", of: onward,
		notes: []string{"The clause is a draft for a lawyer; the rule asks what it must require, not in which words."},
		fields: []field{
			{"28 CFR 202.302(a)", "the transaction, and the foreign person", both(dealings, parties)},
			{"28 CFR 202.302(a)(1)", "the clause", fixed("The Recipient shall not engage, in whole or in part, in any later transaction that involves data brokerage of the Data, or of anything from which the Data can be made again, with a country of concern or a covered person as 28 CFR Part 202 defines these on the day of that transaction.")},
			{"28 CFR 202.302(a)(2)", "what lets the U.S. person report in time", fixed("The Recipient shall tell the Provider within 3 days of knowing or suspecting a breach of this clause, with the persons, the dates and the Data concerned, and shall give the Provider what it needs to file the report of 28 CFR 202.302(b) within 14 days.")},
		},
	},
	{
		Name: "onward-breach", Title: "Report on a known or suspected breach of the onward-transfer clause", Citation: "28 CFR 202.302(b)", When: "U.S. persons who know or suspect a breach of the clause, in data brokerage with a foreign person who is not covered", of: onward,
		notes: []string{"Due within 14 days of becoming aware. Asked is what is known and available at the time of the report."},
		fields: []field{
			{"28 CFR 202.302(b)(1)", "day of becoming aware, and day of filing (within 14 days)", both(term("breach_known"), duties("onward-breach"))},
			{"28 CFR 202.302(b)(2)(i)", "name and address of the U.S. person", subject},
			{"28 CFR 202.302(b)(2)(ii)(A)", "date of the breach", nil},
			{"28 CFR 202.302(b)(2)(ii)(B)", "the data-brokerage transaction", both(dealings, data, dates)},
			{"28 CFR 202.302(b)(2)(ii)(C)", "the contractual provision against onward transfer", term("onward_clause", "onward_reports")},
			{"28 CFR 202.302(b)(2)(ii)(D)", "the breach", nil},
			{"28 CFR 202.302(b)(2)(ii)(E)", "persons substantively participating in the transaction", parties},
			{"28 CFR 202.302(b)(2)(ii)(F)", "persons involved in the onward transfer, with covered persons and countries of concern", nil},
			{"28 CFR 202.302(b)(2)(ii)(G)", "copy of relevant documentation", read},
			{"28 CFR 202.302(b)(2)(iii)", "what else the Department of Justice requires, or is pertinent", nil},
			{"28 CFR 202.302(b)(3)", "submitted as subpart L asks", nil},
		},
	},
}

// reviewPapers are the papers of 15 CFR Part 791.
var reviewPapers = []Kind{
	{
		Name: "icts-response", Title: "Response to an initial determination", Citation: "15 CFR 791.107", When: "parties to a transaction under review", of: reviewable,
		notes: []string{
			"Within 30 days of service (791.107); the time may be extended once by at most 30 days (791.107(c)(1) and (2)). At most 50 pages without approval (791.107(c)(3)).",
			"Everything that relates to the transaction is retained from the notice on, for 10 years after the final determination (791.106).",
		},
		fields: []field{
			{"15 CFR 791.105(b)(1)(i)", "what the initial determination says of the criteria of 791.103, and what the evidence says", answers},
			{"15 CFR 791.105(b)(1)(ii)", "whether a prohibition or mitigation is proposed", nil},
			{"15 CFR 791.105(b)(1)(iii)", "the factual basis it gives, and where it differs from what was read", both(dealings, parties)},
			{"15 CFR 791.105(b)(3)", "day of service, from which the 30 days run", nil},
			{"15 CFR 791.106", "that records are retained from the notice on", nil},
			{"15 CFR 791.107(a)", "arguments and evidence that the basis is insufficient", both(covered, data, read)},
			{"15 CFR 791.107(c)(1)", "good cause for an extension, where one is asked", nil},
			{"15 CFR 791.107(c)(4)", "what is business confidential, clearly and specifically marked", nil},
			{"15 CFR 791.107(d)", "whether a meeting is requested", nil},
			{"15 CFR 791.109(b)", "the 180 days in which the final determination is due, from service", nil},
		},
	},
	{
		Name: "icts-mitigation", Title: "Proposal of mitigation measures", Citation: "15 CFR 791.107(b)", When: "parties to a transaction under review", of: reviewable,
		notes: []string{"longarm review --remedy finds which changes take away what a government can do; what is proposed here is for the party to decide."},
		fields: []field{
			{"15 CFR 791.107(b)", "remedial steps: reorganisation, disgorgement of control, a compliance monitor, or similar", nil},
			{"15 CFR 791.108(a)", "how each step affects the basis of the determination", answers},
			{"15 CFR 791.108(b)", "measures in place", security},
			{"15 CFR 791.109(a)(3)", "that the transaction be permitted with these measures", dealings},
			{"15 CFR 791.109(d)(7)", "the measures as they would be agreed, with who shows that they are kept", nil},
			{"15 CFR 791.109(d)(9)", "what follows where they are not kept", nil},
		},
	},
}
