// Package determination is the vocabulary of what was decided: a Determination
// with its findings, the steps of its proof and the facts it rests on, and the
// Remedies that go with one. It is written and read as JSON in one canonical form.
//
// Rooms that decide fill these types in; reports and those who check or keep a
// determination read them without the engine that made it.
package determination
