package terraform

import (
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

// functions are those of Terraform whose result depends on their arguments alone.
var functions = func() map[string]function.Function {
	out := map[string]function.Function{
		"tonumber": stdlib.MakeToFunc(cty.Number), "tobool": stdlib.MakeToFunc(cty.Bool), "nonsensitive": same, "sensitive": same,
		"tostring": stdlib.MakeToFunc(cty.String), "tolist": stdlib.MakeToFunc(cty.List(cty.DynamicPseudoType)),
		"toset": stdlib.MakeToFunc(cty.Set(cty.DynamicPseudoType)), "tomap": stdlib.MakeToFunc(cty.Map(cty.DynamicPseudoType)),
	}
	for name, f := range map[string]function.Function{
		"lower": stdlib.LowerFunc, "upper": stdlib.UpperFunc, "trimspace": stdlib.TrimSpaceFunc, "trimprefix": stdlib.TrimPrefixFunc,
		"trimsuffix": stdlib.TrimSuffixFunc, "trim": stdlib.TrimFunc, "replace": stdlib.ReplaceFunc, "substr": stdlib.SubstrFunc,
		"join": stdlib.JoinFunc, "split": stdlib.SplitFunc, "merge": stdlib.MergeFunc, "lookup": stdlib.LookupFunc,
		"element": stdlib.ElementFunc, "concat": stdlib.ConcatFunc, "coalesce": stdlib.CoalesceFunc, "keys": stdlib.KeysFunc,
		"values": stdlib.ValuesFunc, "flatten": stdlib.FlattenFunc, "contains": stdlib.ContainsFunc, "length": stdlib.LengthFunc,
		"jsonencode": stdlib.JSONEncodeFunc, "jsondecode": stdlib.JSONDecodeFunc, "compact": stdlib.CompactFunc, "distinct": stdlib.DistinctFunc,
		"startswith": affix(true), "endswith": affix(false), "format": plainVerbs(stdlib.FormatFunc), "formatlist": plainVerbs(stdlib.FormatListFunc),
		"zipmap": stdlib.ZipmapFunc, "range": stdlib.RangeFunc, "reverse": stdlib.ReverseListFunc, "sort": stdlib.SortFunc, "slice": stdlib.SliceFunc,
		"setunion": stdlib.SetUnionFunc, "setintersection": stdlib.SetIntersectionFunc, "setsubtract": stdlib.SetSubtractFunc,
		"setproduct": stdlib.SetProductFunc, "chunklist": stdlib.ChunklistFunc, "coalescelist": stdlib.CoalesceListFunc, "title": stdlib.TitleFunc,
		"regex": stdlib.RegexFunc, "regexall": stdlib.RegexAllFunc, "strrev": stdlib.ReverseFunc, "max": stdlib.MaxFunc, "min": stdlib.MinFunc,
		"one": one, "index": indexIn,
	} {
		out[name] = bounded(name, f)
	}
	return out
}()

// bounded makes a function unknown of arguments that hold too much, or make too much together.
func bounded(name string, f function.Function) function.Function {
	return function.New(&function.Spec{
		VarParam: &function.Parameter{
			Name: "arguments", Type: cty.DynamicPseudoType, AllowNull: true, AllowUnknown: true, AllowDynamicType: true, AllowMarked: true,
		},
		Type: func([]cty.Value) (cty.Type, error) { return cty.DynamicPseudoType, nil },
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			total, product := 0, 1
			for _, a := range args {
				n := size(a, maxKept)
				total += n
				product *= min(n, maxKept)
				product = min(product, 1<<40)
			}
			if total > maxKept || multiplies[name] && product > 1<<24 || name == "setproduct" && product > maxKept {
				return unknown, nil
			}
			return f.Call(args)
		},
	})
}

// affix is startswith, or endswith.
func affix(start bool) function.Function {
	return function.New(&function.Spec{
		Params: []function.Parameter{{Name: "text", Type: cty.String}, {Name: "part", Type: cty.String}},
		Type:   function.StaticReturnType(cty.Bool),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			s, part := args[0].AsString(), args[1].AsString()
			if len(part) > len(s) {
				return cty.False, nil
			}
			if start {
				return cty.BoolVal(s[:len(part)] == part), nil
			}
			return cty.BoolVal(s[len(s)-len(part):] == part), nil
		},
	})
}

// multiplies are the functions whose result may be as large as the product of their arguments.
var multiplies = map[string]bool{"replace": true, "join": true, "formatlist": true}

// same is a function that returns its argument.
var same = function.New(&function.Spec{
	Params: []function.Parameter{{Name: "value", Type: cty.DynamicPseudoType, AllowNull: true, AllowUnknown: true, AllowDynamicType: true}},
	Type:   func(args []cty.Value) (cty.Type, error) { return args[0].Type(), nil },
	Impl:   func(args []cty.Value, _ cty.Type) (cty.Value, error) { return args[0], nil },
})

// one is the only element of a list or set, null of an empty one.
var one = function.New(&function.Spec{
	Params: []function.Parameter{{Name: "list", Type: cty.DynamicPseudoType}},
	Type:   func([]cty.Value) (cty.Type, error) { return cty.DynamicPseudoType, nil },
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		switch {
		case !iterable(args[0]) || args[0].LengthInt() > 1:
			return unknown, nil
		case args[0].LengthInt() == 0:
			return cty.NullVal(cty.DynamicPseudoType), nil
		}
		return args[0].AsValueSlice()[0], nil
	},
})

// indexIn is the place of a value in a list.
var indexIn = function.New(&function.Spec{
	Params: []function.Parameter{{Name: "list", Type: cty.DynamicPseudoType}, {Name: "value", Type: cty.DynamicPseudoType}},
	Type:   func([]cty.Value) (cty.Type, error) { return cty.DynamicPseudoType, nil },
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		if !iterable(args[0]) || !args[0].IsWhollyKnown() {
			return unknown, nil
		}
		for i, v := range args[0].AsValueSlice() {
			if v.RawEquals(args[1]) {
				return cty.NumberIntVal(int64(i)), nil
			}
		}
		return unknown, nil
	},
})

// plainVerbs is format or formatlist with verbs that have no width, which could make text of any length.
func plainVerbs(f function.Function) function.Function {
	return function.New(&function.Spec{
		Params:   []function.Parameter{{Name: "format", Type: cty.String}},
		VarParam: &function.Parameter{Name: "values", Type: cty.DynamicPseudoType, AllowDynamicType: true, AllowUnknown: true, AllowNull: true},
		Type:     func([]cty.Value) (cty.Type, error) { return cty.DynamicPseudoType, nil },
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			text := args[0].AsString()
			for i := 0; i+1 < len(text); i++ {
				if text[i] != '%' {
					continue
				}
				if i++; text[i] != 's' && text[i] != 'v' && text[i] != 'q' && text[i] != '%' && text[i] != 'd' {
					return unknown, nil
				}
			}
			return f.Call(args)
		},
	})
}
