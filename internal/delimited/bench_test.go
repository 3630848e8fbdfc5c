package delimited_test

import (
	"encoding/csv"
	"io"
	"strings"
	"testing"

	"github.com/longarm-project/longarm/internal/delimited"
)

var list = strings.Repeat(`12345,"KESTREL TRADING ""HOUSE"" LLC","individual","[SDGT] [IFSR]",-0- ,"Street 12, Riverside","DOB 02 Mar 1961; nationality Ruritania"`+"\r\n", 20_000)

func BenchmarkRows(b *testing.B) {
	b.SetBytes(int64(len(list)))
	b.ReportAllocs()
	for b.Loop() {
		for _, err := range delimited.Rows(strings.NewReader(list), ',') {
			if err != nil {
				b.Fatal(err)
			}
		}
	}
}

// BenchmarkEncodingCSV is the measure of BenchmarkRows.
func BenchmarkEncodingCSV(b *testing.B) {
	b.SetBytes(int64(len(list)))
	b.ReportAllocs()
	for b.Loop() {
		r := csv.NewReader(strings.NewReader(list))
		for {
			if _, err := r.Read(); err == io.EOF {
				break
			} else if err != nil {
				b.Fatal(err)
			}
		}
	}
}
