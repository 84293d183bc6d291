# Changes one line of one function: of the one whose first line begins with `function_begins`, the
# line that contains `old`, which must be one, gets `new` in its place; a line with `also` is left
# out. Exits 1 if there is no such line, or several.
# Usage: awk -f plant.awk FILE, with these variables in the environment.

BEGIN {
    begins = ENVIRON["fault_in"] "("
    old = ENVIRON["fault_old"]
    new = ENVIRON["fault_new"]
    also = ENVIRON["fault_also"]
}

index($0, begins) == 1 { inside = 1 }

inside && (at = index($0, old)) > 0 {
    $0 = substr($0, 1, at - 1) new substr($0, at + length(old))
    planted++
}

inside && also != "" && index($0, also) > 0 {
    also_planted++
    next
}

/^}/ { inside = 0 }

{ print }

END { exit planted != 1 || (also != "" && also_planted != 1) }
