package main

import (
	"strings"

	"github.com/longarm-project/longarm/fact"
)

// A coast is land between two longitudes.
type coast struct{ west, east int }

// land lists, for each row of the map from north to south, 8 degrees high from 76 N,
// where land is. It is a sketch: it tells continents, and no borders.
var land = [][]coast{
	{{-125, -80}, {-60, -22}, {55, 62}, {90, 115}},
	{{-165, -65}, {-50, -30}, {-22, -14}, {10, 30}, {32, 178}},
	{{-160, -152}, {-130, -60}, {-5, 0}, {8, 14}, {20, 160}},
	{{-124, -56}, {-4, 140}},
	{{-124, -75}, {-9, 2}, {8, 18}, {20, 120}, {126, 130}, {138, 142}},
	{{-117, -80}, {-8, 35}, {36, 120}, {130, 134}},
	{{-110, -98}, {-81, -76}, {-16, 36}, {38, 56}, {60, 90}, {92, 118}, {120, 122}},
	{{-98, -86}, {-72, -66}, {-16, 38}, {43, 52}, {73, 82}, {95, 108}, {120, 122}},
	{{-84, -60}, {-12, 48}, {77, 81}, {98, 106}, {122, 126}},
	{{-79, -50}, {10, 43}, {97, 104}, {109, 118}, {120, 124}, {132, 140}},
	{{-79, -36}, {13, 40}, {105, 116}, {138, 148}},
	{{-74, -40}, {12, 38}, {45, 50}, {124, 144}},
	{{-70, -44}, {14, 34}, {45, 47}, {114, 152}},
	{{-71, -54}, {18, 30}, {116, 150}},
	{{-73, -63}, {144, 148}, {173, 177}},
	{{-74, -67}, {168, 171}},
}

// at holds where countries are drawn, in degrees north and east: about where most of
// the machines of each stand.
var at = map[fact.Country][2]int{
	"AE": {25, 55}, "AR": {-34, -58}, "AT": {48, 16}, "AU": {-34, 151}, "BE": {51, 4}, "BH": {26, 50}, "BR": {-23, -47}, "CA": {45, -74}, "CH": {47, 8},
	"CL": {-33, -71}, "CN": {34, 112}, "CO": {5, -74}, "CZ": {50, 14}, "DE": {50, 9}, "DK": {56, 12}, "EG": {30, 31}, "ES": {40, -4}, "FI": {60, 25}, "FR": {49, 2},
	"GB": {52, 0}, "GR": {38, 24}, "HK": {22, 114}, "ID": {-6, 107}, "IE": {53, -6}, "IL": {32, 35}, "IN": {19, 73}, "IR": {36, 51}, "IS": {64, -22}, "IT": {45, 9},
	"JP": {36, 140}, "KE": {-1, 37}, "KR": {37, 127}, "KZ": {43, 77}, "LU": {50, 6}, "MX": {21, -101}, "MY": {3, 101}, "NG": {6, 3}, "NL": {52, 5}, "NO": {60, 11},
	"NZ": {-37, 175}, "OM": {24, 58}, "PA": {9, -80}, "PE": {-12, -77}, "PH": {15, 121}, "PK": {25, 67}, "PL": {52, 21}, "PT": {39, -9}, "QA": {25, 51}, "RO": {44, 26},
	"RS": {45, 20}, "RU": {56, 38}, "SA": {24, 45}, "SE": {59, 18}, "SG": {1, 104}, "TH": {14, 100}, "TR": {40, 31}, "TW": {24, 121}, "UA": {50, 31}, "US": {39, -95},
	"UZ": {41, 69}, "VN": {17, 107}, "ZA": {-28, 28},
}

// worldMap draws how many regions stand in each country: a figure, + for ten and more.
// Countries that fall on one place are added up; one that has no place is not drawn.
func worldMap(regions map[fact.Country]int, width int) []string {
	cols := min(width-4, 72)
	grid := make([][]byte, len(land))
	for y, spans := range land {
		grid[y] = []byte(strings.Repeat(" ", cols))
		for _, s := range spans {
			for x := column(s.west, cols); x <= column(s.east, cols); x++ {
				grid[y][x] = '.'
			}
		}
	}
	sums := map[[2]int]int{}
	for cc, n := range regions {
		if p, ok := at[cc]; ok && n > 0 {
			sums[[2]int{max(0, min((80-p[0])/8, len(grid)-1)), column(p[1], cols)}] += n
		}
	}
	for p, n := range sums {
		grid[p[0]][p[1]] = "0123456789+"[min(n, 10)]
	}
	var out []string
	for _, row := range grid {
		out = append(out, "  "+strings.TrimRight(string(row), " "))
	}
	return out
}

func column(east, cols int) int { return min((east+180)*cols/360, cols-1) }
