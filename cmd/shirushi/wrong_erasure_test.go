package main

// wrongErasures are about taking text back that public events commit to.
func wrongErasures() []wrong {
	const page = "/desk/office/erasures/{label}"
	row := func(name string, with set, key, field string) wrong {
		return wrong{name: "erasure: " + name, who: oneAdmin, page: page, set: with, key: key, field: field}
	}
	const text, ground = "1:holder_ja", "personal_data" // of an event that is not the label's
	return []wrong{
		row("of nothing", set{"ground": ground}, "refusal.erasure.texts", "texts"),
		row("of an event of another label", set{"texts": text, "ground": ground}, "refusal.erasure.gone", "texts"),
		row("of a field there is not", set{"texts": "1:status", "ground": ground}, "refusal.erasure.gone", "texts"),
		row("of no event", set{"texts": "x", "ground": ground}, "refusal.erasure.gone", "texts"),
		row("of an event beyond all numbers", set{"texts": "99999999999999999999:holder_ja", "ground": ground}, "refusal.erasure.gone", "texts"),
		row("without a reason", set{"ground": ""}, "refusal.ground", "ground"),
		row("for a reason there is not", set{"ground": "whim"}, "refusal.ground", "ground"),
	}
}
