// Package reach judges which governments can read, cut or enter an asset.
//
// It joins what evidence shows an asset to use, who operates and contracts for
// it, where it stands, who controls those parties and which safeguards stand
// in the way. Each answer is yes, possible or no, with the path from the asset
// to the government, the laws that compel those on it, and, where it is
// possible, the fact that would decide it. Ability counts, not use
// (28 CFR 202.201).
//
// [Dealings] says what the use of a cloud is in law: a vendor agreement with
// the contracting party, with access by those who can get at the data.
package reach
