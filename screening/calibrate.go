package screening

// Calibration gives scores a meaning that outlasts changes of the matching: of the labelled names that
// are not on the list (377 of the development half, against 8,976 entries) 5 in 100 reach 0.70 with some
// entry and 1 in 100 reach 0.85; 1.000 is reached by names identical after normalising only. On longer
// lists more strangers reach the same score: doc/performance-screening.md has the curve.
//
// It is piecewise linear through these knots, in millionths, so that it never changes an order.
var knots = [...]struct{ points, score int }{
	{0, 0},
	{550_000, 700_000},
	{725_000, 850_000},
	{1_000_000, 1_000_000},
}

// calibrate maps points to a score, both in millionths.
func calibrate(points int) int {
	for i := 1; i < len(knots); i++ {
		a, b := knots[i-1], knots[i]
		if points <= b.points {
			return a.score + (points-a.points)*(b.score-a.score)/(b.points-a.points)
		}
	}
	return knots[len(knots)-1].score
}

// thousandths rounds a number of millionths down: nothing but a million gives a thousand.
func thousandths(millionths int) int { return millionths / 1000 }
