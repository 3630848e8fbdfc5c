package script

import "strings"

// Words that say little in any name, and light words within names.
var particleWords = wordSet(`al el il ul ol ud ur us de del dela della di da do dos das du des le la les los las lo van von der den ter ten te zu zum zur
 bin ben ibn bint bent ould wuld the and of for y et und e i in on at fi wa wal wel ve an a to for by d l o
 AL IBN BN BNT FY W HBN BT`)

// Articles that an assimilated Arabic "al" becomes; particles only where a hyphen or apostrophe joins them.
var articleWords = wordSet(`ar as ash at ad az an am adh ath ed er es en ez ech`)

// Titles of persons and short forms of "junior".
var titleWords = wordSet(`mr mrs ms miss dr prof professor eng ing engr lic sir lord lady hon honorable honourable rev reverend fr jr sr junior senior
 sheikh shaykh sheik cheikh shaikh sheykh haji hajji hadji hajj haj hajjee alhaji mullah mulla molla mawlawi maulavi maulvi mawlavi moulvi maulana mawlana qari hafiz
 sayyid syed seyyed sayyed general gen colonel col major maj captain capt lieutenant lt brigadier brig admiral commander president presidente prasident
 elnok presedintele minister prince princess king emir amir imam ayatollah hojjatoleslam don dona senor sra herr frau monsieur mme madame mister comandante phd md shri smt
 SYX DKTWR ALDKTWR HAJ HAJY MLA MWLWY QARY SYD ALSYX`)

func wordSet(s string) map[string]bool {
	m := make(map[string]bool)
	for _, w := range strings.Fields(s) {
		m[w] = true
	}
	return m
}
