package eu

import (
	"iter"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/registry"
)

var columns = []string{"fileGenerationDate", "Entity_LogicalId", "NameAlias_WholeName", "Address_City", "Identification_Number"}

// CSV imports csvFullSanctionsList_1_1: semicolons, and a row for each name,
// address, date of birth, document or citizenship of an entity.
type CSV struct{}

// Name returns "eu-csv".
func (CSV) Name() string { return "eu-csv" }

// Recognizes says how surely head has the columns of the file.
func (CSV) Recognizes(head []byte) registry.Strength {
	return registry.Strong.If(registry.Delimiter(head, columns...) != 0)
}

// Read yields an entry for each entity, in the order of their first rows. Rows
// of an entity without any name are errors.
func (CSV) Read(in *registry.Input) iter.Seq2[registry.Record, error] {
	return func(yield func(registry.Record, error) bool) {
		var groups registry.Groups
		entities := make(map[string]*entity)
		for row, err := range registry.AnyTable(in, columns...) {
			if err == nil && row.Get("Entity_LogicalId") == "" {
				in.Tally.Skip("no-id")
				err = &registry.LineError{Name: in.Name, Line: row.Line, Offset: row.Offset, Err: errNoID}
			} else if err == nil {
				err = registry.Guard(in, row.Line, row.Offset, func() error { return addRow(in, &groups, entities, row) })
			}
			if err != nil && !yield(registry.Record{}, err) {
				return
			}
		}
		groups.Yield(func(rec registry.Record, _ error) bool {
			if entities[rec.Ref.ID].fill(in, &rec) {
				return yield(rec, nil)
			}
			return yield(registry.Record{}, &registry.LineError{Name: in.Name, Line: rec.Ref.Line, Offset: rec.Ref.Offset, Err: errNoName})
		})
	}
}

func addRow(in *registry.Input, groups *registry.Groups, entities map[string]*entity, row *registry.Row) error {
	id := row.Get("Entity_LogicalId")
	rec, err := groups.Get(id, func() registry.Record {
		rec := row.Record(in, List, publisher)
		rec.Ref.ID = id
		rec.Entry.Version = generationDate(row.Get("fileGenerationDate"))
		entities[id] = &entity{Logical: id}
		return rec
	})
	if err != nil {
		return err
	}
	in.Tally.Map()
	rec.Ref.Date = rec.Entry.Version
	e := entities[id]
	set(&e.Reference, row.Get("Entity_EU_ReferenceNumber"))
	set(&e.UN, row.Get("Entity_UnitedNationId"))
	set(&e.Designated, row.Get("Entity_DesignationDate"))
	set(&e.Type.Code, row.Get("Entity_SubjectType"))
	set(&e.Type.Classification, row.Get("Entity_SubjectType_ClassificationCode"))
	if s := row.Get("Entity_Remark"); s != "" && len(e.Remarks) == 0 {
		e.Remarks = append(e.Remarks, s)
	}
	e.Regulations = add(e.Regulations, regulation{row.Get("Entity_Regulation_PublicationDate"), row.Get("Entity_Regulation_EntryIntoForceDate"),
		row.Get("Entity_Regulation_NumberTitle"), row.Get("Entity_Regulation_Programme")})
	if n := (alias{Whole: row.Get("NameAlias_WholeName"), First: row.Get("NameAlias_FirstName"), Middle: row.Get("NameAlias_MiddleName"),
		Last: row.Get("NameAlias_LastName"), Language: row.Get("NameAlias_NameLanguage"), ID: row.Get("NameAlias_LogicalId"),
		Strong: row.Get("NameAlias_Strong")}); (n.Whole != "" || n.Last != "") && len(e.Names) <= registry.MaxValues {
		n.Acts = []summary{{row.Get("NameAlias_Regulation_PublicationDate")}}
		e.Names = append(e.Names, n)
	}
	e.Addresses = add(e.Addresses, address{row.Get("Address_Street"), row.Get("Address_Place"), row.Get("Address_City"), row.Get("Address_Region"),
		row.Get("Address_ZipCode"), row.Get("Address_PoBox"), place{row.Get("Address_CountryIso2Code"), row.Get("Address_CountryDescription")}})
	e.Births = add(e.Births, birth{row.Get("BirthDate_BirthDate"), row.Get("BirthDate_Year"), row.Get("BirthDate_Month"), row.Get("BirthDate_Day")})
	e.Identification = add(e.Identification, document{Type: row.Get("Identification_TypeCode"), Number: row.Get("Identification_Number"),
		Latin: row.Get("Identification_LatinNumber"), False: row.Get("Identification_KnownFalse"),
		place: place{row.Get("Identification_CountryIso2Code"), row.Get("Identification_CountryDescription")}})
	e.Citizenship = add(e.Citizenship, place{row.Get("Citizenship_CountryIso2Code"), row.Get("Citizenship_CountryDescription")})
	return nil
}

func set(to *string, s string) {
	if *to == "" {
		*to = s
	}
}

// add appends v unless it is empty or the last one again.
func add[T comparable](s []T, v T) []T {
	var zero T
	if v == zero || len(s) > registry.MaxValues || len(s) > 0 && s[len(s)-1] == v {
		return s
	}
	return append(s, v)
}

// generationDate reads the date of the file, which is written as in the XML or DD/MM/YYYY.
func generationDate(s string) fact.Date {
	if len(s) == 10 && s[2] == '/' && s[5] == '/' {
		s = s[6:] + "-" + s[3:5] + "-" + s[:2]
	}
	d, _ := registry.ParseDate(s)
	return d
}
