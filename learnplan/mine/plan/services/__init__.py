"""What a person does with their plan. Nobody else can do any of it for them."""
