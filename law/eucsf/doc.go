// Package eucsf grades an asset by the EU Cloud Sovereignty Framework, version
// 1.2.1: 48 criteria in eight objectives, each answered from worst to best.
//
// Two results come of the same answers. The SEAL (0 to 4) is the lowest level
// that any criterion grants and is a gate; the score ranks, by weights that the
// buyer chooses. Both are bounds: a criterion nobody answered may yet have its
// worst or its best answer, and is named as a gap, never taken for nought.
//
// Answers are bounded by facts where facts can do so, and stated in a file of
// answers for the rest. The framework is an instrument of procurement, not law,
// and knows no auditor: a stated answer is a claim until evidence is recorded.
//
// Source: the Commission's calculator of 1 June 2026, in a transcription; what
// was not read in the original is in Framework.Unverified.
package eucsf
