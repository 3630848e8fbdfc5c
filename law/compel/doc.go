// Package compel knows which laws of a state compel whom to give what: laws
// that make a company or a person hand over data or keys, open premises or help.
//
// The data are YAML files embedded from data/, one per state. A law binds from
// its first to its last day, both in force; a tail after the last day, in which
// what was ordered before goes on, leaves the answer open. What a law reaches
// abroad is yes, no or unclear, with the words that say so. Entries from memory
// are marked recalled, fields not seen in a source are named in Unverified.
//
// Nothing here says how often a power is used.
package compel
